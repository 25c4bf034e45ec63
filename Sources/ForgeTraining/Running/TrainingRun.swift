import ForgeCore
import ForgeNetworks
package import Foundation

/// Trains an adapter by direct preference optimisation, from wherever its folder's newest checkpoint stands.
///
/// A class, because it is what threads, arenas and the growing state belong to. Call `run` on a thread of its own.
package final class TrainingRun {
    let config: TrainingConfig
    let folder: RunFolder
    let material: TrainingMaterial
    let base: BaseModel
    let onEvent: @Sendable (TrainingEvent) -> Void
    let shouldStop: @Sendable () -> Bool

    let computer: PairComputer
    let adapter: LoraMatrices
    let workers: PairWorkers
    private let sum: GradientSum
    private let schedule: LearningRate
    private let steps: Int
    private(set) var state: Checkpoint
    private var references: [PairLogProbabilities] = []
    private var validationReferences: [PairLogProbabilities] = []
    private var lastSaved: Int
    /// Whether the first loss must be that of an adapter which changes nothing.
    private var checksStart = true

    /// Checks the memory, loads the model, and takes up the newest checkpoint.
    ///
    /// - Throws: `TrainingError`: `training.memory`, `training.words`, `training.length`, `checkpoint.…`, `model.…`; what the base model's
    ///   files throw.
    package init(
        _ config: TrainingConfig, base: BaseModel, material: TrainingMaterial, folder: RunFolder,
        shouldStop: @escaping @Sendable () -> Bool = { false },
        onEvent: @escaping @Sendable (TrainingEvent) -> Void = { _ in }
    ) throws {
        self.config = config
        self.folder = folder
        self.material = material
        self.base = base
        self.onEvent = onEvent
        self.shouldStop = shouldStop
        let source = try base.open()
        try Self.checkWords(material.all, shape: source.shape)
        try Self.checkLength(config.maxLength, shape: source.shape)
        let plan = LoraPlan(config.lora, shape: source.shape)
        workers = PairWorkers(threads: config.threads ?? ProcessInfo.processInfo.activeProcessorCount)
        let estimate = MemoryEstimate(
            shape: source.shape, isTied: !source.has(.output), plan: plan, pairs: material.all,
            threads: workers.threads)
        onEvent(.estimate(estimate))
        try estimate.check()
        let origin = Checkpoint.Origin(
            config: try config.hash(), model: base.sha256, data: try material.hash())
        let saved = try Checkpoint.newest(
            in: folder.url, origin: origin, optimiser: config.optimiser, count: plan.count,
            note: { onEvent(.warning($0)) })
        computer = PairComputer(decoder: try FrozenDecoder(source, positions: config.maxLength))
        adapter = LoraMatrices(plan)
        sum = GradientSum(count: plan.count, threads: workers.threads)
        schedule = config.schedule(pairs: material.train.count)
        steps = config.steps(pairs: material.train.count)
        state =
            saved
            ?? Checkpoint(
                step: 0, origin: origin,
                sampler: BatchSampler(count: material.train.count, shuffles: config.shuffle, seed: config.samplerSeed),
                parameters: plan.initialParameters(seed: config.seed),
                optimiser: AdamW(config.optimiser, count: plan.count))
        lastSaved = saved?.step ?? -1
        adapter.update(state.parameters)
    }

    private static func checkWords(_ pairs: [TrainingPair], shape: DecoderShape) throws {
        let largest = pairs.flatMap { $0.prompt + $0.chosen + $0.rejected }.max() ?? 0
        guard Int(largest) >= shape.words else { return }
        throw TrainingError(
            .invalidInput, "training.words", "The tokenizer does not fit the base model.",
            cause: "It makes token \(largest), but the model knows \(shape.words) words.",
            remedy: "Take tokenizer and weights from the same model.")
    }

    private static func checkLength(_ length: Int, shape: DecoderShape) throws {
        guard length > shape.contextLength else { return }
        throw TrainingError(
            .invalidInput, "training.length", "max_length is more than the base model's context.",
            cause: "It is \(length); the model was trained for \(shape.contextLength) tokens.",
            remedy: "Set max_length to \(shape.contextLength) or less.")
    }

    /// Trains to the end, or until `shouldStop`, when a checkpoint keeps what is done.
    ///
    /// - Throws: `CancellationError` when stopped; `TrainingError`: `training.not-finite`, `training.start`,
    ///   `training.stuck`, `output.unwritable`.
    package func run(references cache: URL) throws {
        // From the start everything is computed again, also what was known before the first step.
        try folder.keepRecords(through: state.step == 0 ? -1 : state.step)
        references = try referenceValues(of: material.train, cache)
        validationReferences = try referenceValues(of: material.validation, cache)
        try dryRun()
        onEvent(.started(step: state.step, of: steps, pairs: material.train.count))
        do {
            // A checkpoint made while its validation was interrupted has none.
            if validates(after: state.step), !isValidated(state.step) { try validate() }
            while state.step < steps { try advanceAndKeep() }
        } catch let error as CancellationError {
            try save()
            throw error
        }
    }

    private func advanceAndKeep() throws {
        try advance()
        let isLast = state.step == steps
        if validates(after: state.step) { try validate() }
        if isLast || config.checkpointEvery.map({ state.step % $0 == 0 }) ?? false { try save() }
    }

    private func validates(after step: Int) -> Bool {
        step == 0 || step == steps || config.validateEvery.map { step % $0 == 0 } ?? false
    }

    private func isValidated(_ step: Int) -> Bool {
        folder.records().contains { $0.step == step && $0["eval_loss"] != nil }
    }

    private func save() throws {
        guard lastSaved != state.step else { return }
        try state.save(in: folder.url)
        lastSaved = state.step
        onEvent(.checkpoint(step: state.step))
    }

    /// For tests that start where something else started.
    func replaceParameters(_ parameters: [Float]) {
        checksStart = false
        state.parameters = parameters
        adapter.update(parameters)
    }

    // MARK: Reference

    /// Log-probabilities under the base model, from the cache or computed with the adapter off.
    func referenceValues(of pairs: [TrainingPair], _ folder: URL) throws -> [PairLogProbabilities] {
        var cache = ReferenceCache(in: folder, model: base.sha256)
        let missing = pairs.filter { cache[$0] == nil }
        // In pieces, so that an interruption loses little.
        for start in stride(from: 0, to: missing.count, by: 16) {
            onEvent(.reference(done: start, of: missing.count))
            let piece = Array(missing[start..<min(start + 16, missing.count)])
            let computer = computer
            let values = workers.map(piece.count, stops: shouldStop) { index, arena -> PairLogProbabilities in
                computer.logProbabilities(piece[index], adapter: nil, in: &arena)
            }
            try cache.add(
                zip(piece, values).compactMap { pair, value in
                    value.map { (pair: pair, value: $0) }
                })
            guard !values.contains(nil) else { throw CancellationError() }
        }
        if !missing.isEmpty { onEvent(.reference(done: missing.count, of: missing.count)) }
        return try pairs.map { pair in
            guard let value = cache[pair], value.chosen.isFinite, value.rejected.isFinite else {
                throw notFinite("the base model's log-probability of a pair is not a number")
            }
            return value
        }
    }

    // MARK: Steps

    /// The longest pair once, forward and backward: what would fail later fails now.
    private func dryRun() throws {
        guard let longest = material.train.indices.max(by: { material.train[$0].tokens < material.train[$1].tokens })
        else { return }
        let outcomes = try computed([longest], dropStep: UInt64.max)
        let gradient = sum.total()
        guard let outcome = outcomes.first, outcome.loss.loss.isFinite, gradient.allSatisfy(\.isFinite) else {
            throw notFinite("loss or gradient of the longest pair")
        }
        guard state.step > 0 || gradient.contains(where: { $0 != 0 }) || outcome.loss.byChosen == 0 else {
            throw TrainingError(
                .internalFailure, "training.stuck", "The adapter gets no gradient.",
                cause: "All of its derivatives are zero on the longest pair.",
                remedy: "Report this as a defect, with the config.")
        }
    }

    /// One step of the optimiser.
    private func advance() throws {
        let clock = ContinuousClock.now
        var next = state
        let progress = next.sampler.progress
        let batch = next.sampler.next(config.pairsPerStep)
        let outcomes = try computed(batch, dropStep: UInt64(state.step))
        var means = PairMeans()
        for outcome in outcomes { means.add(outcome.loss, policy: outcome.policy) }
        var values = means.values()
        var gradient = sum.total()
        let norm = clip(&gradient, to: config.optimiser.maxGradientNorm)
        guard norm.isFinite, values.values.allSatisfy(\.isFinite) else {
            throw notFinite("loss or gradient in step \(state.step + 1)")
        }
        // Norms divide by what is too large, so that a decoder with impossible weights still gives numbers.
        guard norm > 0 || outcomes.allSatisfy({ $0.loss.byChosen == 0 }) else { throw vanished }
        try checkStart(values)
        let rate = schedule.at(state.step)
        next.optimiser.step(&next.parameters, gradient: gradient, learningRate: rate)
        next.step += 1
        adapter.update(next.parameters)
        values["grad_norm"] = norm
        values["learning_rate"] = rate
        values["epoch"] = progress
        let seconds = (ContinuousClock.now - clock).seconds
        values["pairs_per_second"] = Double(batch.count) / max(seconds, 1e-9)
        values["num_tokens"] = Double(batch.reduce(0) { $0 + material.train[$1].tokens })
        let record = TrainingRecord(step: next.step, values: values)
        try folder.append(record)
        state = next
        onEvent(.step(record, of: steps))
    }

    /// Losses of some training pairs; their mean's gradient is in `sum` afterwards.
    private func computed(_ batch: [Int], dropStep: UInt64) throws -> [PairComputer.Outcome] {
        let pairs = batch.map { material.train[$0] }
        let known = batch.map { references[$0] }
        let (computer, adapter, sum, loss) = (computer, adapter, sum, config.loss)
        sum.begin()
        var seeds = SeededGenerator(seed: config.seed ^ (dropStep &* 0x9E37_79B9_7F4A_7C15))
        let dropSeeds = pairs.map { _ in seeds.next() }
        let outcomes = workers.map(pairs.count, stops: shouldStop) { index, arena -> PairComputer.Outcome in
            let gradient = sum.buffer(for: index)
            let outcome = computer.gradient(
                pairs[index], reference: known[index], loss: loss, pairs: pairs.count, adapter: adapter,
                dropSeed: dropSeeds[index], into: gradient, in: &arena)
            sum.add(gradient, at: index)
            return outcome
        }
        let whole = outcomes.compactMap(\.self)
        guard whole.count == outcomes.count else { throw CancellationError() }
        return whole
    }

    /// An adapter that changes nothing has a known loss; one that has learnt has rewards.
    private func checkStart(_ values: [String: Double]) throws {
        if state.step == 0, checksStart {
            let expected = config.loss.lossAtStart, loss = values["loss"] ?? .nan
            guard abs(loss - expected) > 1e-3 * max(1, expected) else { return }
            throw TrainingError(
                .internalFailure, "training.start", "The first loss is not what an untrained adapter must have.",
                cause: "It is \(loss); \(expected) was expected. Policy and reference disagree about the base model.",
                remedy: "Remove the cached reference log-probabilities and start again.")
        }
        guard state.step > 1, schedule.at(state.step - 1) > 0 else { return }
        guard values["rewards/chosen"] == 0, values["rewards/rejected"] == 0, values["loss"] != 0 else { return }
        throw TrainingError(
            .internalFailure, "training.stuck", "The rewards do not move.",
            cause: "After \(state.step) steps the adapter still changes nothing.",
            remedy: "Raise learning_rate; the numbers may be too small for float32.")
    }

    private func validate() throws {
        guard !material.validation.isEmpty else { return }
        let outcomes = try evaluated(material.validation, validationReferences)
        var means = PairMeans()
        for outcome in outcomes { means.add(outcome.loss, policy: outcome.policy) }
        let record = TrainingRecord(step: state.step, values: means.values(prefix: "eval_"))
        try folder.append(record)
        onEvent(.validated(record))
    }

    /// Pairs under the adapter as it is, without dropout.
    func evaluated(
        _ pairs: [TrainingPair], _ references: [PairLogProbabilities]
    ) throws -> [PairComputer.Outcome] {
        let (computer, adapter, loss) = (computer, adapter, config.loss)
        let outcomes = workers.map(pairs.count, stops: shouldStop) { index, arena -> PairComputer.Outcome in
            let policy = computer.logProbabilities(pairs[index], adapter: adapter, in: &arena)
            let value = preferenceLoss(
                loss, policy: policy, reference: references[index], chosenTokens: pairs[index].chosen.count,
                rejectedTokens: pairs[index].rejected.count)
            return PairComputer.Outcome(policy: policy, loss: value)
        }
        let whole = outcomes.compactMap(\.self)
        guard whole.count == outcomes.count else { throw CancellationError() }
        return whole
    }

    private var vanished: TrainingError {
        TrainingError(
            .internalFailure, "training.vanished", "The adapter gets no gradient any more, and the training stopped.",
            cause: "All derivatives are zero in step \(state.step + 1): its weights have grown too large.",
            remedy: "Lower learning_rate and start anew: its newest checkpoints hold weights as large.")
    }

    private func notFinite(_ what: String) -> TrainingError {
        let saved = Checkpoint.all(in: folder.url).first.map { "Its last good checkpoint is \($0.lastPathComponent). " }
        return TrainingError(
            .internalFailure, "training.not-finite", "The training met a number that is not finite and stopped.",
            cause: "It came up in \(what).",
            remedy: (saved ?? "") + "Lower learning_rate or max_grad_norm and look at the data.")
    }
}
