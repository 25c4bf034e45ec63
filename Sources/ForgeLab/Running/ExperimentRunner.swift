package import ForgeCore
private import Foundation

/// Runs one experiment from where it stands to its end: many samples at once, each stored the moment it is answered.
package struct ExperimentRunner: Sendable {
    package var store: any ExperimentStore
    package var owner: RunOwner
    package var answerer: SampleAnswerer
    package var samples: SampleSet
    package var concurrency: Int
    package var onEvent: @Sendable (RunEvent) -> Void
    /// Asked when the run was cancelled.
    package var stopReason: @Sendable () -> StopReason = { .user }

    package init(
        store: any ExperimentStore, owner: RunOwner, answerer: SampleAnswerer, samples: SampleSet, concurrency: Int,
        onEvent: @escaping @Sendable (RunEvent) -> Void = { _ in }
    ) {
        self.store = store
        self.owner = owner
        self.answerer = answerer
        self.samples = samples
        self.concurrency = concurrency
        self.onEvent = onEvent
    }

    private var id: String { answerer.experimentID }
    private static let heartbeatInterval = Duration.seconds(10)

    /// Answers what is missing, then computes and stores the results.
    ///
    /// When the calling task is cancelled the experiment is left `stopped`, when something breaks `failed`; either way
    /// every answered sample is kept and running it again continues. Samples that failed alone are asked again then.
    /// When every one failed, the experiment is returned as `failed` with the commonest reason.
    /// - Throws: conflict when another process runs it, the engine's or the store's error, `CancellationError`.
    package func run() async throws -> Experiment {
        try await store.claim(id, by: owner)
        let stopwatch = Stopwatch()
        do {
            try await begin()
            try await answerAllWithHeartbeat(stopwatch)
            try await book(stopwatch)
            // Results before the status: a kill between the two leaves an experiment that `resume` completes.
            try await Summarizer(store: store).summarize(id, metrics: answerer.metrics)
            try await end()
        } catch {
            await leave(after: error, stopwatch: stopwatch)
            throw error
        }
        try await store.release(id, by: owner)
        let finished = try await store.experiment(id)
        onEvent(.finished(finished))
        return finished
    }

    private func begin() async throws {
        let experiment = try await store.experiment(id)
        try await store.update(
            id,
            ExperimentChange(
                status: .running, error: .some(nil), startedAt: experiment.startedAt ?? Timestamp.now(),
                finishedAt: .some(nil)))
        // After the status: a kill between the two must leave no completed experiment without some of its rows.
        try await store.forgetFailures(of: id)
        onEvent(.started(try await store.experiment(id)))
    }

    /// Completed; with a word of samples that failed, or failed when nothing was answered.
    private func end() async throws {
        let failed = try await FailedQuestions(of: try await store.experiment(id), in: store)
        let change =
            if let failed, failed.isAll {
                ExperimentChange(status: .failed, error: failed.text, finishedAt: Timestamp.now())
            } else {
                ExperimentChange(status: .completed, finishedAt: Timestamp.now())
            }
        try await store.update(id, change)
        if let failed, !failed.isAll { onEvent(.warning(failed.text)) }
    }

    private func answerAllWithHeartbeat(_ stopwatch: Stopwatch) async throws {
        try await withThrowingTaskGroup(of: Bool.self) { group in
            group.addTask {
                try await answerAll()
                return true
            }
            group.addTask {
                while true {
                    try await Task.sleep(for: Self.heartbeatInterval)
                    try await store.heartbeat(id, by: owner)
                    try await book(stopwatch)
                }
            }
            while let isFinished = try await group.next(), !isFinished {}
            group.cancelAll()
        }
    }

    /// Keeps `concurrency` samples in flight. A finished sample's place is taken before the sample is stored, so that
    /// the engine's batch stays full while the disk works.
    private func answerAll() async throws {
        let finished = try await store.finishedIndices(of: id)
        let unfinished = try await store.unfinished(of: id)
        var done = finished.count
        var open = samples.samples.indices.lazy.filter { !finished.contains($0) }.makeIterator()
        try await withThrowingTaskGroup(of: SampleAnswerer.Outcome.self) { group in
            func startNext() {
                guard let index = open.next() else { return }
                let keeper = ProgressKeeper(store: store, experimentID: id, index: index, earlier: unfinished[index])
                group.addTask { try await answerer.answer(samples.samples[index], index: index, keeper: keeper) }
            }
            for _ in 0..<max(1, concurrency) { startNext() }
            while let outcome = try await group.next() {
                if !Task.isCancelled { startNext() }
                if try await store.record(outcome.prediction, calls: outcome.calls) { done += 1 }
                onEvent(.answered(outcome.prediction, done: done, total: samples.samples.count))
                try Task.checkCancellation()
            }
        }
    }

    /// Adds the time since the last booking, with every heartbeat: a kill loses seconds of it, not hours.
    private func book(_ stopwatch: Stopwatch) async throws {
        try await store.update(id, ExperimentChange(addedElapsed: stopwatch.lap()))
    }

    /// Marks the experiment as resumable.
    private func leave(after error: any Error, stopwatch: Stopwatch) async {
        // Somebody else runs it now: nothing of it is ours to write.
        if (error as? any ForgeError)?.code == "store.claim-lost" { return }
        let isStop = error is CancellationError
        let change = ExperimentChange(
            status: isStop ? .stopped : .failed,
            error: .some(isStop ? stopReason().text : String(describing: error)), addedElapsed: stopwatch.lap())
        // A task of its own, because this one may be cancelled and a store may refuse work in cancelled tasks.
        let marking = Task {
            try await store.update(id, change)
            try await store.release(id, by: owner)
        }
        if case .failure(let failure) = await marking.result {
            onEvent(.warning("the experiment's status could not be stored: \(failure)"))
        }
    }
}
