package import ForgeCore

/// One experiment, completely resolved: every default filled in, matrix axes chosen.
///
/// Its canonical JSON is what is stored and hashed; the YAML a user writes may be shorter (see `ConfigLoader`).
package struct ExperimentConfig: Sendable, Codable, Hashable {
    package var name: String
    package var description: String?
    package var method: MethodConfig
    package var model: ModelConfig
    package var dataset: DatasetConfig
    package var seed: UInt64
    package var generation: GenerationConfig
    package var engine: EngineConfig
    /// Samples in flight at once.
    package var concurrency: Int
    /// Metric names; empty stands for the defaults of the data set's task family.
    package var metrics: [String]
    /// Judges how faithful answers are to what was looked up; nil unless a metric asks for it.
    package var faithfulness: FaithfulnessConfig?
    package var tags: [String]

    package init(
        name: String, description: String? = nil, method: MethodConfig, model: ModelConfig, dataset: DatasetConfig,
        seed: UInt64 = 0, generation: GenerationConfig = .init(), engine: EngineConfig = .init(),
        concurrency: Int = 16, metrics: [String] = [], faithfulness: FaithfulnessConfig? = nil, tags: [String] = []
    ) {
        self.faithfulness = faithfulness
        self.name = name
        self.description = description
        self.method = method
        self.model = model
        self.dataset = dataset
        self.seed = seed
        self.generation = generation
        self.engine = engine
        self.concurrency = concurrency
        self.metrics = metrics
        self.tags = tags
    }

    /// SHA-256 of the canonical JSON without what does not change the answers (name, description, tags).
    package func contentHash() throws -> String {
        var anonymous = self
        anonymous.name = ""
        anonymous.description = nil
        anonymous.tags = []
        return Digest.sha256(try JSON.data(anonymous))
    }
}

/// A method's name and its options, checked against the method's own list of fields (`Method.options`).
package struct MethodConfig: Sendable, Codable, Hashable {
    package var name: String
    package var options: [String: JSONValue]

    package init(name: String, options: [String: JSONValue] = [:]) {
        self.name = name
        self.options = options
    }
}

package struct ModelConfig: Sendable, Codable, Hashable {
    /// A name of the catalogue or the path of a GGUF file.
    package var name: String
    /// A LoRA adapter: the name of a training, or a path (`AdapterFinder`).
    package var adapter: String?
    /// Use the file as shipped even when a tuned variant exists.
    package var original: Bool

    package init(name: String, adapter: String? = nil, original: Bool = false) {
        self.name = name
        self.adapter = adapter
        self.original = original
    }
}

package struct DatasetConfig: Sendable, Codable, Hashable {
    /// A name of the catalogue, or the user's own name for `path`.
    package var name: String
    /// Nil for the data set's default split.
    package var split: String?
    /// Number of samples; nil for all.
    package var n: Int?
    /// An own JSONL or CSV file instead of the catalogue's.
    package var path: String?
    /// For own files: which column is the question, the answer(s), the id, the context.
    package var columns: [String: String]
    /// For own files: what kind of questions they hold.
    package var task: TaskFamily?
    /// Chooses the sample; nil for the experiment's seed. Fixed, a matrix over `seed` asks the same questions each time.
    package var seed: UInt64?
    /// How the seed chooses the sample; nil for the order of the data set.
    package var order: SampleOrder?

    package init(
        name: String, split: String? = nil, n: Int? = nil, path: String? = nil, columns: [String: String] = [:],
        task: TaskFamily? = nil, seed: UInt64? = nil, order: SampleOrder? = nil
    ) {
        self.order = order
        self.task = task
        self.seed = seed
        self.name = name
        self.split = split
        self.n = n
        self.path = path
        self.columns = columns
    }
}

package struct GenerationConfig: Sendable, Codable, Hashable {
    /// Nil for the method's own default.
    package var maxTokens: Int?
    package var temperature: Double
    package var topP: Double
    package var topK: Int
    /// In addition to the method's own stop strings.
    package var stop: [String]
    /// Seconds per model call; nil for none.
    package var timeLimit: Double?
    package var overflow: ContextOverflowPolicy

    package init(
        maxTokens: Int? = nil, temperature: Double = 0, topP: Double = 1, topK: Int = 0, stop: [String] = [],
        timeLimit: Double? = nil, overflow: ContextOverflowPolicy = .refuse
    ) {
        self.maxTokens = maxTokens
        self.temperature = temperature
        self.topP = topP
        self.topK = topK
        self.stop = stop
        self.timeLimit = timeLimit
        self.overflow = overflow
    }
}

package struct FaithfulnessConfig: Sendable, Codable, Hashable {
    /// A name of the catalogue or the path of a folder; nil for the catalogue's default.
    package var nli: String?

    package init(nli: String? = nil) { self.nli = nli }
}

package struct EngineConfig: Sendable, Codable, Hashable {
    /// Tokens per sequence, prompt and output together; nil for the smaller of the model's own and 2048.
    package var contextLength: Int?
    /// Nil for the number of cores.
    package var threads: Int?
    /// Layers on the GPU: nil for as many as fit, 0 for none.
    package var gpuLayers: Int?
    /// Tokens processed in one decode call at most.
    package var batchSize: Int?
    package var prefixCache: Bool
    /// Mebibytes of main memory for prefixes that no sequence holds any more; nil for the engine's choice.
    package var prefixCacheMegabytes: Int?
    /// Forgets what experiments before left in the cache; nil for no.
    package var coldStart: Bool?
    /// Nil for continuous.
    package var batching: BatchingStyle?
    /// Requests at a time; nil for the style's own number.
    package var batch: Int?
    /// Nil for auto.
    package var speculation: SpeculationStyle?
    /// Nil for yes.
    package var reproducible: Bool?
    /// The server that runs the model; nil for llama.cpp in this process.
    package var server: ServerConfig?

    package init(
        contextLength: Int? = nil, threads: Int? = nil, gpuLayers: Int? = nil, batchSize: Int? = nil,
        prefixCache: Bool = true, prefixCacheMegabytes: Int? = nil, coldStart: Bool? = nil,
        batching: BatchingStyle? = nil, batch: Int? = nil, speculation: SpeculationStyle? = nil,
        reproducible: Bool? = nil, server: ServerConfig? = nil
    ) {
        self.contextLength = contextLength
        self.threads = threads
        self.gpuLayers = gpuLayers
        self.batchSize = batchSize
        self.prefixCache = prefixCache
        self.prefixCacheMegabytes = prefixCacheMegabytes
        self.coldStart = coldStart
        self.batching = batching
        self.batch = batch
        self.speculation = speculation
        self.reproducible = reproducible
        self.server = server
    }
}
