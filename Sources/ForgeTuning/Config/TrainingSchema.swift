package import ForgeCore
package import ForgeLab
package import ForgeTraining

/// The keys of a training's config. Defaults are those of the config structs, stated once.
package enum TrainingSchema {
    private static let standard = TrainingConfig(name: "", model: "", data: DataConfig(path: ""))

    package static let help = "`forge train run --schema`"

    package static var fields: [ConfigField] {
        [
            ConfigField("name", .string, required: true, help: "Name of the training; its folder is called after it."),
            ConfigField("description", .string, help: "What it is about, for people."),
            ConfigField(
                "model", .string, required: true,
                help: "The base: a model of the catalogue, a GGUF file of any weight format, or a Hugging Face folder."),
            ConfigField(
                "hub_model", .string,
                help: "The repository or folder that transformers loads the base from, for `forge train export`."),
            ConfigField(
                "tokenizer", .string, namesFile: true,
                help: "For a folder: a GGUF file of the same model, for tokenizer and template."),
            ConfigField("data", .section(data), required: true, help: "The pairs."),
            ConfigField("lora", .section(lora), help: "The adapter."),
            ConfigField("loss", .section(loss), help: "What is minimised."),
            ConfigField("optimizer", .section(optimizer), help: "AdamW and its schedule."),
            ConfigField(
                "max_length", .integer(8...131_072), default: .integer(standard.maxLength),
                help: "Tokens of prompt and answer; longer answers are cut, pairs with longer prompts are dropped."),
            ConfigField("seed", .integer(0...Int.max), default: 0, help: "Order of pairs, first weights, dropout."),
            ConfigField(
                "shuffle", .bool, default: .bool(standard.shuffle), help: "Whether each epoch has an order of its own."),
            ConfigField("threads", .integer(1...1024), help: "Threads; all cores without it. Results are the same."),
            ConfigField(
                "checkpoint_every", .integer(1...1_000_000), default: standard.checkpointEvery.map(JSONValue.integer),
                help: "Steps between checkpoints."),
            ConfigField(
                "validate_every", .integer(1...1_000_000),
                help: "Steps between validations; without it only before the first and after the last step."),
            ConfigField(
                "matrix", .section([]),
                help:
                    "Key paths with lists of values (`loss.beta`, `data.train`): `forge train run` trains one after the "
                    + "other, each in a folder of its own."),
        ]
    }

    /// Keys that a `matrix` may vary.
    static let roots = ["model", "data", "lora", "loss", "optimizer", "max_length", "seed"]

    private static let data = [
        ConfigField(
            // Not marked as naming a file: `PairShelf` decides which names may come from elsewhere.
            "path", .string, required: true,
            help:
                "A .jsonl or .jsonl.gz file: HH-RLHF transcripts, prompt with chosen and rejected, or TRL's messages. "
                + "A name without folders is looked for in FORGE_HOME/pairs too."
        ),
        ConfigField(
            "style", .choice(DataConfig.Style.allCases.map(\.rawValue)), default: .string(standard.data.style.rawValue),
            help: "chat for the model's own template, plain for a transcript of Human and Assistant."),
        ConfigField(
            "train", .integer(1...10_000_000), default: .integer(standard.data.train), help: "Pairs to train on."),
        ConfigField(
            "validation", .integer(0...10_000_000), default: .integer(standard.data.validation),
            help: "Pairs to watch while training."),
        ConfigField(
            "test", .integer(0...10_000_000), default: .integer(standard.data.test),
            help: "Pairs held out for the end."),
        ConfigField("seed", .integer(0...Int.max), default: 0, help: "Draws and divides the pairs."),
    ]

    private static let lora = [
        ConfigField("rank", .integer(1...512), default: .integer(standard.lora.rank), help: "Rank of the matrices."),
        ConfigField(
            "alpha", .number(0.001...10_000), default: .number(standard.lora.alpha),
            help: "The adapter is scaled by alpha / rank."),
        ConfigField(
            "dropout", .number(0...0.9), default: .number(standard.lora.dropout),
            help: "Share of its inputs that are dropped while training."),
        ConfigField(
            "targets", .list(of: .choice(Projection.allCases.map(\.rawValue))),
            default: .array(standard.lora.targets.map { .string($0.rawValue) }), help: "Products that are adapted."),
    ]

    private static let loss = [
        ConfigField(
            "kind", .choice(LossKind.allCases.map(\.rawValue)), default: .string(standard.loss.kind.rawValue),
            help: "The loss of a pair."),
        ConfigField(
            "beta", .number(0.0001...100), default: .number(standard.loss.beta),
            help: "How strongly the policy is held to the base model."),
        ConfigField(
            "label_smoothing", .number(0...0.499), default: .number(standard.loss.labelSmoothing),
            help: "Assumed share of wrong labels, for sigmoid."),
    ]

    private static let optimizer = [
        ConfigField(
            "learning_rate", .number(0...1), default: .number(standard.learningRate), help: "Its highest value."),
        ConfigField(
            "schedule", .choice(LearningRate.Decay.allCases.map(\.rawValue)), default: .string(standard.decay.rawValue),
            help: "How the rate falls after the warm-up."),
        ConfigField(
            "warmup", .number(0...1), default: .number(standard.warmup), help: "Share of steps with a rising rate."),
        ConfigField("batch", .integer(1...65_536), default: .integer(standard.batchSize), help: "Pairs of a batch."),
        ConfigField(
            "accumulation", .integer(1...65_536), default: .integer(standard.accumulation),
            help: "Batches of a step. Pairs are computed one by one, so only batch times accumulation matters."),
        ConfigField("epochs", .integer(1...10_000), default: .integer(standard.epochs), help: "Passes over the pairs."),
        ConfigField("max_steps", .integer(1...10_000_000), help: "Ends earlier."),
        ConfigField(
            "weight_decay", .number(0...10), default: .number(standard.optimiser.weightDecay), help: "Of AdamW."),
        ConfigField(
            "max_grad_norm", .number(0...1_000_000), default: .number(standard.optimiser.maxGradientNorm),
            help: "Longer gradients are shortened to this; 0 for never."),
    ]
}

extension TrainingConfig {
    /// From values that `TrainingSchema` has checked and completed.
    package init(_ values: JSONValue) {
        func text(_ section: JSONValue?, _ key: String) -> String { section?[key]?.string ?? "" }
        func whole(_ section: JSONValue?, _ key: String) -> Int { section?[key]?.int ?? 0 }
        func number(_ section: JSONValue?, _ key: String) -> Double { section?[key]?.double ?? 0 }
        let data = values["data"], lora = values["lora"], loss = values["loss"], optimizer = values["optimizer"]
        let targets = lora?["targets"]?.array?.compactMap { $0.string.flatMap(Projection.init(rawValue:)) } ?? []
        self.init(
            name: text(values, "name"), model: text(values, "model"),
            data: DataConfig(
                path: text(data, "path"), style: .init(rawValue: text(data, "style")) ?? .chat,
                train: whole(data, "train"), validation: whole(data, "validation"), test: whole(data, "test"),
                seed: UInt64(whole(data, "seed"))),
            lora: LoraConfig(
                rank: whole(lora, "rank"), alpha: number(lora, "alpha"), dropout: number(lora, "dropout"),
                targets: Projection.allCases.filter(targets.contains)),
            loss: LossConfig(
                kind: .init(rawValue: text(loss, "kind")) ?? .sigmoid, beta: number(loss, "beta"),
                labelSmoothing: number(loss, "label_smoothing")))
        hubModel = values["hub_model"]?.string
        learningRate = number(optimizer, "learning_rate")
        decay = .init(rawValue: text(optimizer, "schedule")) ?? .cosine
        warmup = number(optimizer, "warmup")
        batchSize = whole(optimizer, "batch")
        accumulation = whole(optimizer, "accumulation")
        epochs = whole(optimizer, "epochs")
        maxSteps = optimizer?["max_steps"]?.int
        optimiser.weightDecay = number(optimizer, "weight_decay")
        optimiser.maxGradientNorm = number(optimizer, "max_grad_norm")
        maxLength = whole(values, "max_length")
        seed = UInt64(whole(values, "seed"))
        shuffle = values["shuffle"]?.bool ?? true
        threads = values["threads"]?.int
        checkpointEvery = values["checkpoint_every"]?.int
        validateEvery = values["validate_every"]?.int
    }
}
