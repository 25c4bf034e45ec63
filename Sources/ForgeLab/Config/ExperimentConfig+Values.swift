import ForgeCore

extension ExperimentConfig {
    /// The config of checked values (`ConfigValidator.section`); nil when a required one is absent.
    ///
    /// - Parameter labels: parts of the name that tell a matrix's experiments apart (`demo/cot/seed=7`).
    init?(values: [String: JSONValue], labels: [String]) {
        guard let name = values["name"]?.string,
            let method = values["method"]?.object.flatMap(MethodConfig.init(values:)),
            let model = values["model"]?.object.flatMap(ModelConfig.init(values:)),
            let dataset = values["dataset"]?.object.flatMap(DatasetConfig.init(values:)),
            let seed = values["seed"]?.int, let concurrency = values["concurrency"]?.int
        else { return nil }
        self.init(
            name: ([name] + labels).joined(separator: "/"), description: values["description"]?.string, method: method,
            model: model, dataset: dataset, seed: UInt64(seed),
            generation: GenerationConfig(values: values["generation"]?.object ?? [:]),
            engine: EngineConfig(values: values["engine"]?.object ?? [:]), concurrency: concurrency,
            metrics: values["metrics"].strings,
            faithfulness: values["faithfulness"]?["nli"]?.string.map { FaithfulnessConfig(nli: $0) },
            tags: values["tags"].strings)
    }
}

extension MethodConfig {
    fileprivate init?(values: [String: JSONValue]) {
        guard let name = values["name"]?.string else { return nil }
        self.init(name: name, options: values.filter { $0.key != "name" })
    }
}

extension ModelConfig {
    fileprivate init?(values: [String: JSONValue]) {
        guard let name = values["name"]?.string else { return nil }
        self.init(name: name, adapter: values["adapter"]?.string, original: values["original"]?.bool ?? false)
    }
}

extension DatasetConfig {
    fileprivate init?(values: [String: JSONValue]) {
        guard let name = values["name"]?.string else { return nil }
        self.init(
            name: name, split: values["split"]?.string, n: values["n"]?.int, path: values["path"]?.string,
            columns: (values["columns"]?.object ?? [:]).compactMapValues(\.string),
            task: values["task"]?.string.flatMap(TaskFamily.init(rawValue:)),
            seed: values["seed"]?.int.map(UInt64.init),
            order: values["order"]?.string.flatMap(SampleOrder.init(rawValue:)))
    }
}

extension GenerationConfig {
    fileprivate init(values: [String: JSONValue]) {
        let standard = GenerationConfig()
        self.init(
            maxTokens: values["max_tokens"]?.int, temperature: values["temperature"]?.double ?? standard.temperature,
            topP: values["top_p"]?.double ?? standard.topP, topK: values["top_k"]?.int ?? standard.topK,
            stop: values["stop"].strings, timeLimit: values["time_limit"]?.double,
            overflow: values["overflow"]?.string.flatMap(ContextOverflowPolicy.init(rawValue:)) ?? standard.overflow)
    }
}

extension EngineConfig {
    fileprivate init(values: [String: JSONValue]) {
        self.init(
            contextLength: values["context_length"]?.int, threads: values["threads"]?.int,
            gpuLayers: values["gpu_layers"]?.int, batchSize: values["batch_size"]?.int,
            prefixCache: values["prefix_cache"]?.bool ?? EngineConfig().prefixCache,
            prefixCacheMegabytes: values["prefix_cache_mb"]?.int, coldStart: values["cold_start"]?.bool,
            batching: values["batching"]?.string.flatMap(BatchingStyle.init(rawValue:)), batch: values["batch"]?.int,
            speculation: values["speculation"]?.string.flatMap(SpeculationStyle.init(rawValue:)),
            reproducible: values["reproducible"]?.bool,
            server: ServerConfig(values: values))
    }
}

extension ServerConfig {
    fileprivate init?(values: [String: JSONValue]) {
        guard let kind = values["type"]?.string.flatMap(ServerKind.init(rawValue:)) else { return nil }
        self.init(
            kind: kind, baseURL: values["base_url"]?.string, model: values["model"]?.string,
            keyVariable: values["api_key_env"]?.string, maxConcurrency: values["max_concurrency"]?.int,
            timeout: values["timeout"]?.double)
    }
}

extension JSONValue? {
    fileprivate var strings: [String] { (self?.array ?? []).compactMap(\.string) }
}
