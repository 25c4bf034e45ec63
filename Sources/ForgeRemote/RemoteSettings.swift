package import ForgeCore
private import Foundation

/// Which server is asked for which model, and how patiently.
package struct RemoteSettings: Sendable, Hashable {
    package var kind: ServerKind
    package var address: ServerAddress
    /// The model's name at the server.
    package var model: String
    /// From the environment; nil when none is sent.
    package var key: Secret?
    package var keyVariable: String?
    package var concurrency: AdaptiveConcurrency.Bounds
    /// Seconds for one request from its sending to its end.
    package var timeout: Double
    /// Tokens of a sequence where the server does not tell.
    package var contextLength: Int?
    package var retry: RetryPolicy

    package init(
        kind: ServerKind, address: ServerAddress, model: String, concurrency: AdaptiveConcurrency.Bounds = .init(),
        timeout: Double = 600, contextLength: Int? = nil, retry: RetryPolicy = .init()
    ) {
        self.kind = kind
        self.address = address
        self.model = model
        self.concurrency = concurrency
        self.timeout = timeout
        self.contextLength = contextLength
        self.retry = retry
    }

    /// Takes the key from the environment.
    ///
    /// - Parameter variable: the one that holds it. Without a name, OPENAI_API_KEY goes to OpenAI's own address and to
    ///   OPENAI_BASE_URL, and nowhere else.
    /// - Throws: `RemoteError` `engine.invalid-option` for a variable that is not set or holds no key, and for a key that
    ///   would cross a network unencrypted.
    package mutating func takeKey(from variable: String?, environment: [String: String]) throws {
        guard let name = variable ?? Self.usualVariable(kind, address, environment) else { return }
        guard let value = environment[name]?.trimmingCharacters(in: .whitespacesAndNewlines), !value.isEmpty else {
            throw RemoteError.invalidSetting(
                "The environment variable \(name) for the key of \(address) is not set.",
                remedy: "Set it, in the environment or in the file .env, or name another one in engine.api_key_env.")
        }
        let secret = Secret(value)
        guard secret.isPrintable else {
            throw RemoteError.invalidSetting(
                "\(name) holds characters that no key has.", remedy: "Copy the key again, without blanks or line ends.")
        }
        guard address.isEncrypted || address.isLoopback else {
            throw RemoteError.invalidSetting(
                "The key in \(name) would be sent to \(address) unencrypted.",
                remedy: "Use an https address, or a tunnel to this machine (ssh -L).")
        }
        key = secret
        keyVariable = name
    }

    private static func usualVariable(
        _ kind: ServerKind, _ address: ServerAddress, _ environment: [String: String]
    ) -> String? {
        guard kind == .openai else { return nil }
        let own = [ServerKind.openai.defaultAddress, environment["OPENAI_BASE_URL"]].compactMap(\.self)
            .compactMap { try? ServerAddress($0) }
        return own.contains(address) ? "OPENAI_API_KEY" : nil
    }
}
