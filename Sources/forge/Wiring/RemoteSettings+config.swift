import ForgeCore
import ForgeLab
import ForgeRemote

extension RemoteSettings {
    /// Of an experiment's config; addresses and keys that it leaves out are the environment's.
    ///
    /// - Throws: invalid input for an address that is none, a variable without a key.
    init(_ specification: EngineSpecification, model: String, environment: [String: String]) throws {
        let config = specification.config
        let server = config.server ?? ServerConfig(kind: .openai)
        try self.init(
            kind: server.kind, baseURL: server.baseURL, model: model, keyVariable: server.keyVariable,
            environment: environment)
        if let most = server.maxConcurrency { concurrency = .init(most: most) }
        if let seconds = server.timeout { timeout = seconds }
        contextLength = config.contextLength
    }

    /// - Parameter baseURL: nil for the kind's own address, or OPENAI_BASE_URL.
    init(
        kind: ServerKind, baseURL: String?, model: String, keyVariable: String?, environment: [String: String]
    ) throws {
        let usual = kind == .openai ? environment["OPENAI_BASE_URL"] ?? "" : ""
        let text = baseURL ?? (usual.isEmpty ? kind.defaultAddress : usual)
        do throws(ServerAddress.Problem) {
            self.init(kind: kind, address: try ServerAddress(text), model: model)
        } catch {
            throw RemoteError(
                .invalidInput, "engine.invalid-option",
                (baseURL == nil ? "OPENAI_BASE_URL " : "The base URL ") + error.message + ".",
                remedy: error.remedy.prefix(1).uppercased() + error.remedy.dropFirst() + ".")
        }
        try takeKey(from: keyVariable, environment: environment)
    }
}
