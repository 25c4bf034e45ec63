/// Something that continues prompts: a local model, a remote server, or a script.
///
/// Callers simply await; an engine that can, merges the requests of all its callers into one batch.
/// Cancelling the calling task ends the request at the next decode step with `CancellationError`.
package protocol Engine: Sendable {
    /// What is running, for provenance. Constant for the life of the engine.
    var info: EngineInfo { get }

    func generate(_ request: GenerationRequest) async throws -> Generation

    /// Like `generate(_:)`, and tells every piece of the output as soon as it is certain: the pieces joined are
    /// `Generation.text`. Engines that cannot stream tell the whole text at the end.
    func generate(
        _ request: GenerationRequest, onText: @escaping @Sendable (String) -> Void
    ) async throws -> Generation

    /// How many tokens the engine's model makes of a text, without special tokens; an estimate where a server has no way
    /// to ask (`ServerInfo.countsTokens`).
    func countTokens(in text: String) async throws -> Int

    /// Forgets cached prefixes; called after an experiment.
    func clearCache() async

    /// Ends running requests with an error and frees the model. Calling it twice is harmless.
    func shutdown() async
}

extension Engine {
    package func generate(
        _ request: GenerationRequest, onText: @escaping @Sendable (String) -> Void
    ) async throws -> Generation {
        let generation = try await generate(request)
        onText(generation.text)
        return generation
    }
}

/// Identity and circumstances of an engine, stored with every experiment.
package struct EngineInfo: Sendable, Codable, Hashable {
    /// `llama.cpp`, `scripted`, or the kind of a server (`ServerKind`).
    package var engine: String
    /// Version and build of the engine, with the instruction sets it uses.
    package var build: String
    package var model: String
    /// Path of the weights, nil for a remote engine.
    package var modelPath: String?
    package var modelBytes: Int?
    package var modelSHA256: String?
    /// Format of the weights as the file states it (`Q4_1`).
    package var weightFormat: String?
    package var chatTemplateHash: String?
    /// Tokens that one sequence may hold, prompt and output together; 0 where a server does not tell.
    package var contextLength: Int
    package var parallelSequences: Int
    package var threads: Int
    /// `CPU`, or the name of the device that holds the layers.
    package var device: String
    package var gpuLayers: Int
    /// What the user should know (memory above 90 %, fallback to the CPU).
    package var warnings: [String]
    /// The server that runs the model; nil for one in this process.
    package var server: ServerInfo?
    /// How requests are served; nil for a server's model, which has settings of its own.
    package var serving: EngineServing?

    /// Conversations can be sent as such: the model's own template renders them.
    package var rendersChat: Bool { chatTemplateHash != nil || server != nil }
    /// Tools may be declared in requests. A server that does not say so may know them all the same.
    package var callsTools: Bool { server?.callsTools ?? false }

    package init(
        engine: String, build: String, model: String, modelPath: String? = nil, modelBytes: Int? = nil,
        modelSHA256: String? = nil, weightFormat: String? = nil, chatTemplateHash: String? = nil,
        contextLength: Int, parallelSequences: Int = 1, threads: Int = 1, device: String = "CPU",
        gpuLayers: Int = 0, warnings: [String] = [], server: ServerInfo? = nil,
        serving: EngineServing? = nil
    ) {
        self.engine = engine
        self.build = build
        self.model = model
        self.modelPath = modelPath
        self.modelBytes = modelBytes
        self.modelSHA256 = modelSHA256
        self.weightFormat = weightFormat
        self.chatTemplateHash = chatTemplateHash
        self.contextLength = contextLength
        self.parallelSequences = parallelSequences
        self.threads = threads
        self.device = device
        self.gpuLayers = gpuLayers
        self.warnings = warnings
        self.server = server
        self.serving = serving
    }
}
