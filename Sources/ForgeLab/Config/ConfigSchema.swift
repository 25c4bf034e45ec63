import ForgeCore

/// The keys of a config. Every default is taken from the config structs, so that it is stated once.
package enum ConfigSchema {
    /// - Parameter method: the chosen method's options become keys of the section `method`.
    package static func experiment(method: MethodSchema? = nil) -> [ConfigField] {
        [
            ConfigField("name", .string, required: true, help: "Name of the experiment, at most 120 characters."),
            ConfigField("description", .string, help: "What it is about, for people."),
            ConfigField(
                "method", .section(methodFields(method)), required: true,
                help: "How the model is asked: a method's name, or a section of its name and options."),
            ConfigField(
                "model", .section(model), required: true,
                help: "A model of the catalogue or the path of a GGUF file; a name or a section."),
            ConfigField(
                "dataset", .section(dataset), required: true,
                help: "The questions: a data set of the catalogue or an own file; a name or a section."),
            ConfigField(
                "seed", .integer(0...Int.max), default: 0,
                help: "Chooses the sample and seeds all random choices of the method."),
            ConfigField("generation", .section(generation), help: "How text is generated."),
            ConfigField(
                "engine", .section(engine), help: "How the model is loaded, or which server runs it."),
            ConfigField(
                "concurrency", .integer(1...1024), default: 16, help: "Samples in flight at once."),
            ConfigField(
                "metrics", .list(of: .string), default: [],
                help: "Metric names, the first decides comparisons; without it those of the data set's task."),
            ConfigField(
                "faithfulness", .section(faithfulness),
                help: "Judges whether answers follow from the passages that were looked up; adds faithfulness.nli, "
                    + "faithfulness.whole and hallucination.nli to the metrics."),
            ConfigField("tags", .list(of: .string), default: [], help: "Words to find the experiment by."),
            ConfigField(
                "matrix", .section([]),
                help: "Key paths with lists of values (`method`, `generation.temperature`, …): one experiment for "
                    + "each combination; those of one data set and sample seed share their sample."),
        ]
    }

    static func methodFields(_ method: MethodSchema?) -> [ConfigField] {
        [ConfigField("name", .string, required: true, help: "Name of the method.")] + (method?.options ?? [])
    }

    static let model = [
        ConfigField("name", .string, required: true, help: "A name of the catalogue or the path of a GGUF file."),
        ConfigField(
            "adapter", .string,
            help: "A LoRA adapter: the name of a training here, or the path of a GGUF file or of a folder with one."),
        ConfigField(
            "original", .bool, default: false, help: "Use the file as shipped even when a tuned variant exists."),
    ]

    static let dataset = [
        ConfigField("name", .string, required: true, help: "A name of the catalogue, or your own name for `path`."),
        ConfigField("split", .string, help: "Without it the data set's default split."),
        ConfigField("n", .integer(1...10_000_000), help: "Number of questions; without it all."),
        ConfigField(
            "path", .string, namesFile: true, help: "Your own JSONL or CSV file, relative to where forge is started."),
        ConfigField("columns", .strings, default: .object([:]), help: "For an own file: role → column name."),
        ConfigField(
            "task", .choice(TaskFamily.allCases.map(\.rawValue)),
            help: "For an own file: the kind of its questions; without it open-question."),
        ConfigField(
            "seed", .integer(0...Int.max),
            help: "Chooses the sample; without it the experiment's seed. Set it when the matrix has seeds."),
        ConfigField(
            "order", .choice(SampleOrder.allCases.map(\.rawValue)),
            help: "How the seed chooses: a choice in the order of the data set, or the first n after Python's "
                + "random.Random(seed).shuffle, for published subsets; without it dataset."),
    ]

    static let faithfulness = [
        ConfigField(
            "nli", .string,
            help: "NLI model of the catalogue or the path of its folder. Metrics named without it take the default one."
        )
    ]

    static let generation = [
        ConfigField("max_tokens", .integer(1...1_048_576), help: "Without it the method's own limit."),
        ConfigField(
            "temperature", .number(0...10), default: .number(generationDefaults.temperature), help: "0 is greedy."),
        ConfigField("top_p", .number(0.0001...1), default: .number(generationDefaults.topP), help: "1 is off."),
        ConfigField("top_k", .integer(0...1_000_000), default: .integer(generationDefaults.topK), help: "0 is off."),
        ConfigField(
            "stop", .list(of: .string), default: .array([]), help: "Stop strings beside the method's own."),
        ConfigField("time_limit", .number(0.001...86_400), help: "Seconds per model call; without it none."),
        ConfigField(
            "overflow", .choice(ContextOverflowPolicy.allCases.map(\.rawValue)),
            default: .string(generationDefaults.overflow.rawValue),
            help: "What to do with a prompt that leaves no room for max_tokens."),
    ]

    static let engine =
        [
            ConfigField(
                "type", .choice([localEngine] + ServerKind.allCases.map(\.rawValue)), default: .string(localEngine),
                help: "llama.cpp loads the model in this process; the others are servers that run it.")
        ] + server + local

    static let localEngine = "llama.cpp"

    /// For models behind a server.
    static let server = [
        ConfigField(
            "base_url", .string,
            help:
                "Address of the server, mostly ending in /v1; without it the type's own on this machine (OpenAI: its own, "
                + "or OPENAI_BASE_URL)."),
        ConfigField("model", .string, help: "The model's name at the server, where it is another than `model`."),
        ConfigField(
            "api_key_env", .string,
            help:
                "Name of the environment variable (…_API_KEY) that holds the key; without it OPENAI_API_KEY for OpenAI "
                + "and no key elsewhere."),
        ConfigField(
            "max_concurrency", .integer(1...1024),
            help: "Most requests at a time (200); begins with 20 and follows what the server bears."),
        ConfigField("timeout", .number(1...86_400), help: "Seconds for one request to a server (600)."),
    ]

    /// For models in this process; servers are told no more than the first, where they do not tell it themselves.
    static let local = [
        ConfigField(
            "context_length", .integer(16...16_777_216),
            help: "Tokens per sequence, prompt and output together; without it the model's own, at most 2048."),
        ConfigField("threads", .integer(1...1024), help: "Without it the number of cores."),
        ConfigField("gpu_layers", .integer(0...10_000), help: "Layers on the GPU; without it as many as fit."),
        ConfigField("batch_size", .integer(1...1_048_576), help: "Most tokens in one decode call."),
        ConfigField(
            "prefix_cache", .bool, default: .bool(EngineConfig().prefixCache), help: "Reuse shared prompt prefixes."),
        ConfigField(
            "prefix_cache_mb", .integer(0...16_777_216),
            help:
                "MiB of main memory for prefixes that no sequence holds any more, the longest unused go first; without "
                + "it a sixteenth of the machine's memory, at most 1024."),
        ConfigField(
            "cold_start", .bool,
            help: "true forgets what experiments before left in the cache; without it the cache is kept."),
        ConfigField(
            "batching", .choice(BatchingStyle.allCases.map(\.rawValue)),
            help: "continuous: requests join and leave the running batch; static: padded batches that wait for their "
                + "longest member; sequential: one request at a time. Without it continuous."),
        ConfigField(
            "batch", .integer(1...128),
            help:
                "Requests at a time; without it as many as concurrency asks for (continuous), 8 (static), 1 (sequential)."
        ),
        ConfigField(
            "speculation", .choice(SpeculationStyle.allCases.map(\.rawValue)),
            help:
                "prompt-lookup guesses tokens from what followed the same words before, and verifies them several at a "
                + "time, whatever it costs; greedy answers stay the same. auto (without it) does so only where they stay the "
                + "same for certain and while it is expected to be faster."),
        ConfigField(
            "reproducible", .bool,
            help: "Greedy answers do not depend on concurrency, batching and cache (on the CPU); without it true."),
    ]

    private static let generationDefaults = GenerationConfig()

    /// Every place a key has in the schema (`dataset.n`), to help with keys written in the wrong section.
    static func paths(ofKey key: String, in fields: [ConfigField], under prefix: String = "") -> [String] {
        fields.flatMap { field -> [String] in
            let path = prefix.isEmpty ? field.key : "\(prefix).\(field.key)"
            var found = field.key == key ? [path] : []
            if case .section(let inner) = field.kind { found += paths(ofKey: key, in: inner, under: path) }
            return found
        }
    }
}

extension ConfigField {
    /// A section whose first key is a required `name` may be written as that name alone.
    package var hasShortForm: Bool {
        guard case .section(let fields) = kind, let first = fields.first else { return false }
        return first.key == "name" && first.isRequired
    }
}

extension ConfigField.Kind {
    /// The kind in words (`a whole number from 1 to 1024`).
    package var summary: String {
        switch self {
        case .string: "text"
        case .integer(let range) where range.upperBound == .max: "a whole number from \(range.lowerBound)"
        case .integer(let range): "a whole number from \(range.lowerBound) to \(range.upperBound)"
        case .number(let range):
            "a number from \(ConfigNumber.text(range.lowerBound)) to \(ConfigNumber.text(range.upperBound))"
        case .bool: "true or false"
        case .choice(let words): "one of " + words.joined(separator: ", ")
        case .list(let kind): "a list, each \(kind.summary)"
        case .section(let fields): "a section of " + fields.map(\.key).joined(separator: ", ")
        case .strings: "a section of key: text"
        }
    }
}

enum ConfigNumber {
    /// The shortest decimal text, without `.0` on whole numbers.
    static func text(_ value: Double) -> String {
        let text = "\(value)"
        return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    }
}
