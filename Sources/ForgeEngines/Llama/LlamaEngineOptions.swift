package import ForgeCore

/// How many of a model's layers go to a GPU.
package enum GPULayers: Sendable, Codable, Hashable {
    /// All of them when there is a GPU.
    case automatic
    case none
    case count(Int)
}

/// How a model is loaded and served.
package struct LlamaEngineOptions: Sendable, Codable, Hashable {
    /// Tokens that one sequence may hold, prompt and output; nil for the smaller of 2048 and the model's own.
    package var contextLength: Int?
    /// Requests that run at the same time.
    package var parallelSequences: Int
    /// Tokens that all sequences together may hold; nil for as many as they need, within a quarter of the
    /// machine's memory. Each sequence has its share to itself: fewer tokens mean fewer sequences.
    package var totalTokens: Int?
    /// Threads at most; nil for one per core. Fewer are used while other processes keep the cores busy.
    package var threads: Int?
    /// Whether the number of threads follows the load of the machine.
    package var adaptiveThreads: Bool
    /// Tokens computed in one step at most. A step cannot be left half-way by one of several requests.
    package var batchSize: Int
    package var gpuLayers: GPULayers
    /// Whether requests that begin alike share the work; nil for yes when several requests may run at a time.
    ///
    /// On the CPU, sharing does not change a greedy answer, nor does what else is in the batch (see
    /// ``LlamaRuntime``); on a GPU either can.
    package var prefixCache: Bool?
    /// Bytes of main memory for prefixes that no sequence holds any more; nil for a sixteenth of the machine's memory, at
    /// most 1 GiB.
    package var prefixBytes: Int?
    package var batching: BatchingStyle
    /// Requests at a time; nil for the style's own number.
    package var batch: Int?
    /// Computes in shapes that make greedy answers independent of what else is computed (on the CPU). Without, prompts
    /// are cut at `batchSize` and steps hold no idle rows.
    package var isReproducible: Bool
    package var speculation: SpeculationStyle
    /// Name for the provenance; nil for the file's name.
    package var modelName: String?
    /// SHA-256 of the file when the caller knows it.
    package var modelSHA256: String?

    package init(
        contextLength: Int? = nil, parallelSequences: Int = 16, totalTokens: Int? = nil, threads: Int? = nil,
        adaptiveThreads: Bool = true, batchSize: Int = 512, gpuLayers: GPULayers = .automatic,
        prefixCache: Bool? = nil, prefixBytes: Int? = nil, batching: BatchingStyle = .continuous, batch: Int? = nil,
        isReproducible: Bool = true, speculation: SpeculationStyle = .auto, modelName: String? = nil,
        modelSHA256: String? = nil
    ) {
        self.contextLength = contextLength
        self.parallelSequences = parallelSequences
        self.totalTokens = totalTokens
        self.threads = threads
        self.adaptiveThreads = adaptiveThreads
        self.batchSize = batchSize
        self.gpuLayers = gpuLayers
        self.prefixCache = prefixCache
        self.prefixBytes = prefixBytes
        self.batching = batching
        self.batch = batch
        self.isReproducible = isReproducible
        self.speculation = speculation
        self.modelName = modelName
        self.modelSHA256 = modelSHA256
    }

    /// - Throws: `EngineError` `engine.invalid-option` naming the option and what is allowed.
    func validate() throws {
        try Self.check("parallelSequences", parallelSequences, in: 1...128)
        try Self.check("batchSize", batchSize, in: 16...8192)
        if let batch { try Self.check("batch", batch, in: 1...128) }
        if batching == .sequential, let batch, batch > 1 {
            throw EngineError.invalidOption(
                "One request at a time was asked for, and batches of \(batch).",
                remedy: "Leave batch out, or choose continuous or static batching.")
        }
        if let prefixBytes { try Self.check("prefixBytes", prefixBytes, in: 0...(1 << 44)) }
        if let contextLength { try Self.check("contextLength", contextLength, in: 16...(1 << 24)) }
        if let totalTokens { try Self.check("totalTokens", totalTokens, in: 16...(1 << 28)) }
        if let threads { try Self.check("threads", threads, in: 1...512) }
        if case .count(let layers) = gpuLayers { try Self.check("gpuLayers", layers, in: 0...10_000) }
    }

    /// Requests at a time.
    var limit: Int { batch ?? batching.defaultLimit ?? parallelSequences }

    /// Sequences in memory: never fewer than there may be requests at a time.
    var sequences: Int { max(parallelSequences, limit) }

    private static func check(_ name: String, _ value: Int, in range: ClosedRange<Int>) throws {
        guard range.contains(value) else {
            throw EngineError.invalidOption(
                "The engine option \(name) is \(value).",
                remedy: "Choose a value from \(range.lowerBound) to \(range.upperBound).")
        }
    }
}
