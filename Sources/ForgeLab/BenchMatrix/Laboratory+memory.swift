import ForgeCore

extension Laboratory {
    /// Answers so many questions at once and tells what it took of the memory. To be called once, first thing in a process
    /// of its own: the peak is the process's.
    ///
    /// - Parameter device: bytes in use on the graphics device; nil without one.
    /// - Throws: `LabError` `memory.too-few-sequences` (resource exhausted) when the engine cannot keep so many sequences;
    ///   what loading and answering throw.
    package func memoryTrial(
        _ config: ExperimentConfig, batch: Int, device: @escaping @Sendable () -> Int?
    ) async throws -> MemoryTrial {
        guard let before = ProcessMemory.resident(), ProcessMemory.peak() != nil else {
            throw LabError(
                .unavailable, "memory.unknown", "This system does not tell how much memory a process takes.",
                remedy: "Measure on Linux.")
        }
        let config = config.withAbsolutePaths().serving(batch)
        let drawn = try await sampleSet(of: config).samples
        guard !drawn.isEmpty else {
            throw LabError(
                .invalidInput, "memory.no-questions", "The config draws no question.", remedy: "Raise dataset.n.")
        }
        let samples = (0..<batch).map { drawn[$0 % drawn.count] }
        let onDevice = device()
        return try await withAnswerer(of: config, samples, experimentID: "memory") { answerer in
            let sequences = answerer.engine.info.parallelSequences
            guard sequences >= batch else {
                throw LabError(
                    .resourceExhausted, "memory.too-few-sequences",
                    "The engine keeps \(sequences) sequences at most here: they may take a quarter of the machine's memory.",
                    remedy: "Lower the batch or engine.context_length.")
            }
            let failures = try await Self.answerAll(samples, by: answerer)
            if let failure = failures.first, failures.count == samples.count {
                throw LabError(.conflict, "memory.all-failed", "No question could be answered.", cause: failure)
            }
            return MemoryTrial(
                before: before, peak: ProcessMemory.peak() ?? 0,
                device: onDevice.flatMap { before in device().map { max(0, $0 - before) } }, sequences: sequences,
                questions: samples.count)
        }
    }

    /// Why questions failed, one text for each that did.
    private static func answerAll(_ samples: [Sample], by answerer: SampleAnswerer) async throws -> [String] {
        try await withThrowingTaskGroup(of: String?.self) { group in
            for (index, sample) in samples.enumerated() {
                group.addTask { try await answerer.answer(sample, index: index).prediction.error }
            }
            return try await group.reduce(into: []) { failures, failure in
                if let failure { failures.append(failure) }
            }
        }
    }
}

extension ExperimentConfig {
    /// The same with so many questions at a time.
    fileprivate func serving(_ batch: Int) -> ExperimentConfig {
        var config = self
        config.concurrency = batch
        if config.engine.batching != .sequential { config.engine.batch = batch }
        return config
    }
}
