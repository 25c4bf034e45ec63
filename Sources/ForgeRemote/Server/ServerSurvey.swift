import ForgeCore
import NIOHTTP1

/// What a server tells about itself before the first request.
struct ServerSurvey: Sendable {
    private(set) var info: EngineInfo

    private let client: ServerClient
    private var settings: RemoteSettings { client.settings }

    /// Seconds for one question; a server that is loading its model answers 503.
    private static let patience = 30.0

    /// - Throws: `RequestFailure`; `RemoteError` `model.not-served` with the names of those that are.
    init(_ client: ServerClient) async throws {
        self.client = client
        let settings = client.settings
        info = EngineInfo(
            engine: settings.kind.rawValue, build: "unknown", model: settings.model,
            contextLength: settings.contextLength ?? 0, parallelSequences: settings.concurrency.most, threads: 0,
            device: "server",
            server: ServerInfo(
                kind: settings.kind, address: settings.address.text,
                callsTools: settings.kind == .openai && !settings.address.isLoopback ? true : nil, countsTokens: false,
                keyVariable: settings.keyVariable))
        try await readModels()
        try await readVersion()
        try await probeTokenizer()
        info.warnings += ModelTraits(self.settings).warning.map { [$0] } ?? []
        if settings.kind == .ollama {
            info.warnings.append(
                "Ollama cuts prompts that are longer than its num_ctx without saying so, and samples from the 40 most "
                    + "probable tokens.")
        }
    }

    private func ask(_ path: String) async throws -> JSONValue {
        try await client.json(.GET, path, within: Self.patience)
    }

    /// Nil where a server does not know the question. One that is too busy to answer, or still loading, has not said so:
    /// what is asked here decides how the model is asked.
    private func askIfKnown(_ path: String) async throws -> JSONValue? {
        do {
            return try await ask(path)
        } catch let failure as RequestFailure where !failure.mayPass {
            return nil
        }
    }

    // MARK: The model

    private mutating func readModels() async throws {
        let list: JSONValue
        do {
            list = try await ask(settings.address.text + "/models")
        } catch let failure as RequestFailure where failure.status == 404 || failure.status == 405 {
            // Some gateways have no list. A wrong address shows with the first request.
            info.warnings.append("The server has no list of models: \(settings.model) is taken on trust.")
            return
        }
        guard let models = list["data"]?.array else {
            throw RequestFailure(
                .misconfigured, "what answers at \(settings.address)/models is no list of models",
                remedy: "Set engine.base_url to an OpenAI-compatible server; it usually ends in /v1.")
        }
        let names = models.compactMap { $0["id"]?.string }
        guard let model = models.first(where: { Self.isName(settings.model, of: $0) }) else {
            throw Self.notServed(settings, names)
        }
        info.model = model["id"]?.string ?? settings.model
        checkOwner(model["owned_by"]?.string)
        if let length = model["max_model_len"]?.int ?? model["meta"]?["n_ctx"]?.int, settings.contextLength == nil {
            info.contextLength = length
        }
    }

    /// llama-server names a model by its file's path; there the file's name will do.
    private static func isName(_ name: String, of model: JSONValue) -> Bool {
        guard let id = model["id"]?.string else { return false }
        let file = id.split(separator: "/").last.map(String.init) ?? id
        let aliases = (model["aliases"]?.array ?? []).compactMap(\.string)
        let names = [id] + aliases + (id.hasSuffix(".gguf") ? [file, String(file.dropLast(5))] : [])
        return names.contains(name) || names.contains("\(name):latest")
    }

    private static func notServed(_ settings: RemoteSettings, _ names: [String]) -> RemoteError {
        let near = NearestName.candidates(for: settings.model, among: names)
        let shown = near.isEmpty ? Array(names.prefix(10)) : near
        return RemoteError(
            .notFound, "model.not-served",
            "\(settings.kind.rawValue) at \(settings.address) does not serve \(settings.model).",
            cause: names.isEmpty ? "It serves no model." : "It serves \(shown.joined(separator: ", ")).",
            remedy: "Name one of its models in engine.model (or model.name).")
    }

    private mutating func checkOwner(_ owner: String?) {
        let owners: [String: ServerKind] = ["vllm": .vllm, "sglang": .sglang, "llamacpp": .llamaServer]
        guard let owner, let actual = owners[owner], actual != settings.kind else { return }
        info.warnings.append(
            "The server says that it is \(actual.rawValue), not \(settings.kind.rawValue): set engine.type to "
                + "\(actual.rawValue), so that it is asked as it needs.")
    }

    // MARK: The server

    private mutating func readVersion() async throws {
        let root = settings.address.root
        switch settings.kind {
        case .vllm:
            note(version: try await askIfKnown(root + "/version"))
        case .ollama:
            note(version: try await askIfKnown(root + "/api/version"))
        case .sglang:
            note(version: try await askIfKnown(root + "/get_server_info"))
        case .llamaServer:
            guard let props = try await askIfKnown(root + "/props") else { break }
            info.server?.version = props["build_info"]?.string
            info.server?.callsTools = props["chat_template_caps"]?["supports_tools"]?.bool
            info.chatTemplateHash = props["chat_template"]?.string.map { Digest.sha256($0) }
            if settings.contextLength == nil, let length = props["default_generation_settings"]?["n_ctx"]?.int {
                info.contextLength = length
            }
        case .openai: break
        }
        info.build = info.server?.version ?? "unknown"
    }

    private mutating func note(version answer: JSONValue?) { info.server?.version = answer?["version"]?.string }

    private mutating func probeTokenizer() async throws {
        guard ![.openai, .ollama].contains(settings.kind) else { return warnOfEstimates() }
        do {
            _ = try await TokenCounter(client: client).count("a b")
            info.server?.countsTokens = true
        } catch let failure as RequestFailure where !failure.mayPass {
            warnOfEstimates()
        }
    }

    private mutating func warnOfEstimates() {
        info.warnings.append(
            "The server counts no tokens of texts: budgets of passages are estimated (4 bytes a token).")
    }
}
