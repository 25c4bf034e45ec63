import ForgeCore

/// Everything that decides what a training does, except the base model's and the data's content.
package struct TrainingConfig: Sendable, Hashable, Codable {
    package var name: String
    /// A GGUF file or a Hugging Face folder.
    package var model: String
    /// The repository or folder that transformers loads the same model from; for exports.
    package var hubModel: String?
    package var data: DataConfig
    package var lora: LoraConfig
    package var loss: LossConfig
    package var optimiser: OptimiserConfig
    package var learningRate: Double
    package var decay: LearningRate.Decay
    /// Share of all steps.
    package var warmup: Double
    /// Pairs of a step are `batchSize · accumulation`. They are computed one by one, so only the product matters.
    package var batchSize: Int
    package var accumulation: Int
    package var epochs: Int
    /// Ends earlier when it is set.
    package var maxSteps: Int?
    /// Tokens of prompt and completion together; longer completions are cut at their end, as TRL's `keep_start`.
    package var maxLength: Int
    package var shuffle: Bool
    package var seed: UInt64
    /// Nil for all cores. Results do not depend on it.
    package var threads: Int?
    /// Steps between checkpoints and between validations; nil for never.
    package var checkpointEvery: Int?
    package var validateEvery: Int?

    package init(
        name: String, model: String, data: DataConfig, lora: LoraConfig = .init(), loss: LossConfig = .init()
    ) {
        self.name = name
        self.model = model
        hubModel = nil
        self.data = data
        self.lora = lora
        self.loss = loss
        optimiser = .init()
        learningRate = 5e-5
        decay = .cosine
        warmup = 0.1
        batchSize = 4
        accumulation = 1
        epochs = 1
        maxSteps = nil
        maxLength = 512
        shuffle = true
        seed = 0
        threads = nil
        checkpointEvery = 100
        validateEvery = nil
    }

    /// The order of pairs has a seed of its own beside that of the first weights.
    var samplerSeed: UInt64 { seed &+ 1 }

    package var pairsPerStep: Int { batchSize * accumulation }

    package func stepsPerEpoch(pairs: Int) -> Int { (pairs + pairsPerStep - 1) / pairsPerStep }

    package func steps(pairs: Int) -> Int {
        let all = epochs * stepsPerEpoch(pairs: pairs)
        return maxSteps.map { min($0, all) } ?? all
    }

    package func schedule(pairs: Int) -> LearningRate {
        let steps = steps(pairs: pairs)
        return LearningRate(
            value: learningRate, warmupSteps: Int((warmup * Double(steps)).rounded(.up)), decay: decay,
            totalSteps: steps)
    }

    /// Of what decides the weights: a checkpoint continues only under the same one.
    package func hash() throws -> String {
        var essential = self
        essential.name = ""
        essential.model = ""
        essential.hubModel = nil
        essential.data.path = ""
        essential.threads = nil
        essential.checkpointEvery = nil
        essential.validateEvery = nil
        return Digest.sha256(try JSON.text(essential))
    }
}

/// Where pairs come from and how they become text.
package struct DataConfig: Sendable, Hashable, Codable {
    package enum Style: String, Sendable, Codable, CaseIterable {
        /// The model's chat template.
        case chat
        /// `Human: …` and `Assistant: …`, as HH-RLHF writes them.
        case plain
    }

    package var path: String
    package var style: Style
    package var train: Int
    package var validation: Int
    package var test: Int
    package var seed: UInt64

    package init(
        path: String, style: Style = .chat, train: Int = 800, validation: Int = 100, test: Int = 100, seed: UInt64 = 0
    ) {
        self.path = path
        self.style = style
        self.train = train
        self.validation = validation
        self.test = test
        self.seed = seed
    }
}
