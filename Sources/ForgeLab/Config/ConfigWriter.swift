import ForgeCore
import Yams

/// An experiment's config as YAML that reads back to the same config.
package enum ConfigWriter {
    /// Absent and empty keys are left out; defaults are written, for they are part of what was run.
    ///
    /// - Throws: `LabError` `config.unwritable` when the emitter fails, which is a defect.
    package static func yaml(_ config: ExperimentConfig) throws -> String {
        try yaml(members(of: config))
    }

    static func yaml(_ members: Members) throws -> String {
        do {
            return try Yams.serialize(node: node(of: members), width: -1, allowUnicode: true)
        } catch {
            throw LabError(.internalFailure, "config.unwritable", "The config could not be written as YAML: \(error)")
        }
    }

    typealias Members = [(key: String, value: Node?)]

    private static func members(of config: ExperimentConfig) -> Members {
        [
            ("name", text(config.name)), ("description", config.description.map(text)),
            ("method", node(of: [("name", text(config.method.name))] + sorted(config.method.options))),
            ("model", node(of: members(of: config.model))), ("dataset", node(of: members(of: config.dataset))),
            ("seed", plain("\(config.seed)")), ("generation", node(of: members(of: config.generation))),
            ("engine", node(of: members(of: config.engine))), ("concurrency", plain("\(config.concurrency)")),
            ("metrics", list(config.metrics)),
            ("faithfulness", config.faithfulness.map { node(of: [("nli", $0.nli.map(text))]) }),
            ("tags", list(config.tags)),
        ]
    }

    private static func members(of model: ModelConfig) -> Members {
        [
            ("name", text(model.name)), ("adapter", model.adapter.map(text)), ("original", plain("\(model.original)")),
        ]
    }

    private static func members(of dataset: DatasetConfig) -> Members {
        [
            ("name", text(dataset.name)), ("split", dataset.split.map(text)), ("n", dataset.n.map { plain("\($0)") }),
            ("path", dataset.path.map(text)),
            ("task", dataset.task.map { plain($0.rawValue) }), ("seed", dataset.seed.map { plain("\($0)") }),
            ("order", dataset.order.map { plain($0.rawValue) }),
            ("columns", dataset.columns.isEmpty ? nil : node(of: sorted(dataset.columns.mapValues(JSONValue.string)))),
        ]
    }

    private static func members(of generation: GenerationConfig) -> Members {
        [
            ("max_tokens", generation.maxTokens.map { plain("\($0)") }),
            ("temperature", plain(ConfigNumber.text(generation.temperature))),
            ("top_p", plain(ConfigNumber.text(generation.topP))), ("top_k", plain("\(generation.topK)")),
            ("stop", list(generation.stop)),
            ("time_limit", generation.timeLimit.map { plain(ConfigNumber.text($0)) }),
            ("overflow", text(generation.overflow.rawValue)),
        ]
    }

    private static func members(of engine: EngineConfig) -> Members {
        if let server = engine.server { return members(of: server, context: engine.contextLength) }
        return [
            ("context_length", engine.contextLength.map { plain("\($0)") }),
            ("threads", engine.threads.map { plain("\($0)") }), ("gpu_layers", engine.gpuLayers.map { plain("\($0)") }),
            ("batch_size", engine.batchSize.map { plain("\($0)") }), ("prefix_cache", plain("\(engine.prefixCache)")),
            ("prefix_cache_mb", engine.prefixCacheMegabytes.map { plain("\($0)") }),
            ("cold_start", engine.coldStart.map { plain("\($0)") }),
            ("batching", engine.batching.map { plain($0.rawValue) }), ("batch", engine.batch.map { plain("\($0)") }),
            ("speculation", engine.speculation.map { text($0.rawValue) }),
            ("reproducible", engine.reproducible.map { plain("\($0)") }),
        ]
    }
}

extension ConfigWriter {
    private static func members(of server: ServerConfig, context: Int?) -> Members {
        [
            ("type", text(server.kind.rawValue)), ("base_url", server.baseURL.map(text)),
            ("model", server.model.map(text)), ("api_key_env", server.keyVariable.map(text)),
            ("max_concurrency", server.maxConcurrency.map { plain("\($0)") }),
            ("timeout", server.timeout.map { plain(ConfigNumber.text($0)) }),
            ("context_length", context.map { plain("\($0)") }),
        ]
    }
}

// MARK: Nodes

extension ConfigWriter {
    static func node(of members: Members) -> Node {
        Node.mapping(.init(members.compactMap { key, value in value.map { (text(key), $0) } }))
    }

    static func sorted(_ values: [String: JSONValue]) -> Members {
        values.sorted { $0.key < $1.key }.map { ($0.key, node(of: $0.value)) }
    }

    static func node(of value: JSONValue) -> Node? {
        switch value {
        case .null: nil
        case .bool(let value): plain("\(value)")
        case .integer(let value): plain("\(value)")
        case .number(let value): plain(ConfigNumber.text(value))
        case .string(let value): text(value)
        case .array(let values): Node.sequence(.init(values.compactMap(node(of:)), .implicit, .flow))
        case .object(let values): node(of: sorted(values))
        }
    }

    static func list(_ words: [String]) -> Node? {
        words.isEmpty ? nil : Node.sequence(.init(words.map(text), .implicit, .flow))
    }

    static func plain(_ text: String) -> Node { Node.scalar(.init(text, .implicit, .plain)) }

    /// Quoted whenever another YAML reader could take the plain text for a number, a truth value or syntax.
    static func text(_ text: String) -> Node {
        let isWord = text.first.map { $0.isASCII && $0.isLetter } ?? false
        let isSafe = isWord && text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-_./".contains($0)) }
        let isReserved = ["true", "false", "yes", "no", "on", "off", "null"].contains(text.lowercased())
        return Node.scalar(.init(text, .implicit, isSafe && !isReserved ? .plain : .doubleQuoted))
    }
}
