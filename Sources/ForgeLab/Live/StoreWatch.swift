import ForgeCore
import Foundation

/// Looks at the store while somebody watches the server's events, and tells what other processes do there: the workers of a
/// shared database, and `forge run` beside a server on one file.
///
/// Looking every second costs two short queries, works alike for both databases and through every pooler, and misses
/// nothing after a connection was lost; a `LISTEN` would have to do it besides.
package struct StoreWatch: Sendable {
    private let queue: ExperimentQueue
    private let events: LiveEvents
    private let interval: Duration

    package init(queue: ExperimentQueue, events: LiveEvents, interval: Duration = .seconds(1)) {
        self.queue = queue
        self.events = events
        self.interval = interval
    }

    /// Until the calling task is cancelled.
    package func run() async throws {
        var sight: StoreSight?
        var unwatched = Timestamp.now()
        while !Task.isCancelled {
            try? await Task.sleep(for: interval)
            // Before the count: who comes between the two came after this.
            let now = Timestamp.now()
            // Who comes first sees the present state, and from then on what changes.
            guard events.watcherCount > 0 else {
                (sight, unwatched) = (nil, now)
                continue
            }
            do {
                sight = try await look(after: sight, unwatched: unwatched)
            } catch {
                // The store is away; requests tell so. What is known stays, so that nothing is missed.
            }
        }
    }

    private var store: any ExperimentStore { queue.store }

    /// - Parameters:
    ///   - earlier: nil at the first look of a watch.
    ///   - unwatched: when nobody watched last. Who came since has not seen what began or ended since.
    private func look(after earlier: StoreSight?, unwatched: Date) async throws -> StoreSight {
        let running = try await store.experiments(StoreSight.running).items
        let ended = try await store.experiments(StoreSight.ended).items
        var sight = StoreSight(line: try await queue.state(), ended: ended)
        let now = ContinuousClock.now
        for experiment in running {
            guard await queue.progress(of: experiment.id) == nil else {
                sight.ownRuns.insert(experiment.id)
                continue
            }
            let known = earlier?.runs[experiment.id]
            let isNew = earlier != nil || experiment.startedAt.map { $0 >= unwatched } ?? false
            sight.runs[experiment.id] = try await tell(experiment, known, isNew: isNew, in: sight.line, at: now)
        }
        guard let earlier else {
            // One of this process may be told twice, which is better than one of another never.
            for (id, end) in sight.ended where end >= unwatched { try await tellState(of: id, in: sight.line) }
            return sight
        }
        if sight.line != earlier.line { events.publish(.queue, sight.line) }
        for id in sight.changed(since: earlier) where await queue.progress(of: id) == nil {
            try await tellState(of: id, in: sight.line)
        }
        return sight
    }

    /// - Parameter isNew: whether it has begun since the last look, or since somebody watches; asked when it is not known.
    private func tell(
        _ experiment: Experiment, _ known: StoreSight.Run?, isNew: Bool, in line: QueueState,
        at now: ContinuousClock.Instant
    ) async throws -> StoreSight.Run {
        guard var run = known else {
            if isNew { try await tellState(of: experiment.id, in: line) }
            return StoreSight.Run(experiment, at: now)
        }
        guard run.done != experiment.done else { return run }
        // With its config, which says which metric decides.
        let whole = try await store.experiment(experiment.id)
        let result = try await store.currentResults(of: whole).first
        run.note(whole, at: now)
        let progress = run.progress(of: whole, isQueued: line.contains(whole.id), result: result, at: now)
        events.publish(.progress, of: whole.id, progress)
        if events.isWatched(whole.id) { try await tellAnswers(of: whole.id, metric: result?.metric, &run) }
        return run
    }

    /// The answers that came since the last look, the last few of them.
    private func tellAnswers(of id: String, metric: String?, _ run: inout StoreSight.Run) async throws {
        let finished = try await store.finishedIndices(of: id)
        defer { run.finished = finished }
        guard let before = run.finished else { return }
        let new = finished.subtracting(before).sorted().suffix(StoreSight.mostAnswers)
        guard !new.isEmpty else { return }
        let query = PredictionQuery(indices: Set(new), limit: StoreSight.mostAnswers)
        for prediction in try await store.predictions(of: id, query).items {
            events.publish(.answer, of: id, AnswerNotice(prediction, metric: metric))
        }
    }

    private func tellState(of id: String, in line: QueueState) async throws {
        guard let experiment = try await found(id) else { return }
        let isQueued = line.contains(id)
        let result = try await store.currentResults(of: experiment).first
        events.publish(.progress, of: id, ExperimentProgress(experiment, isQueued: isQueued, result: result))
        events.publish(.experiment, of: id, ExperimentNotice(experiment, isQueued: isQueued))
    }

    private func found(_ id: String) async throws -> Experiment? {
        do {
            return try await store.experiment(id)
        } catch let error as any ForgeError where error.kind == .notFound {
            return nil
        }
    }
}

/// What a look at the store has shown.
struct StoreSight: Sendable {
    /// Answers of one experiment that are told at once.
    static let mostAnswers = 5

    static var running: ExperimentQuery { query([.running], sort: .created, limit: 200) }
    static var ended: ExperimentQuery { query([], sort: .finished, limit: 20) }

    private static func query(_ statuses: Set<ExperimentStatus>, sort: ExperimentSort, limit: Int) -> ExperimentQuery {
        var query = ExperimentQuery(statuses: statuses, hasDetails: false, sort: sort, limit: limit)
        query.countsAll = false
        return query
    }

    let line: QueueState
    /// When the latest ended, so that one that ran for less than a look is not missed.
    let ended: [String: Date]
    /// Those that run in other processes.
    var runs: [String: Run] = [:]
    /// Those of this process, whose queue tells more of them.
    var ownRuns: Set<String> = []

    init(line: QueueState, ended: [Experiment]) {
        self.line = line
        let dates = ended.compactMap { experiment in experiment.finishedAt.map { (experiment.id, $0) } }
        self.ended = Dictionary(dates) { first, _ in first }
    }

    /// Experiments that joined or left the line, came to an end, or are not being run any more.
    func changed(since earlier: StoreSight) -> Set<String> {
        let waiting = Set(line.waiting).symmetricDifference(earlier.line.waiting).subtracting(line.running)
        let over = Set(earlier.runs.keys).subtracting(runs.keys)
        let new = ended.filter { earlier.ended[$0.key] != $0.value }
        return waiting.union(over).union(new.keys).subtracting(earlier.ownRuns)
    }

    struct Run: Sendable {
        private(set) var done: Int
        /// Answered, as of the last look that asked; nil before.
        var finished: Set<Int>?
        private let first: (done: Int, at: ContinuousClock.Instant)
        /// Seconds of work as they were stored last, and when that was seen.
        private var elapsed: (seconds: Double, at: ContinuousClock.Instant)

        init(_ experiment: Experiment, at now: ContinuousClock.Instant) {
            done = experiment.done
            first = (experiment.done, now)
            elapsed = (experiment.elapsed, now)
        }

        mutating func note(_ experiment: Experiment, at now: ContinuousClock.Instant) {
            done = experiment.done
            // Stored every few seconds only.
            if elapsed.seconds != experiment.elapsed { elapsed = (experiment.elapsed, now) }
        }

        func progress(
            of experiment: Experiment, isQueued: Bool, result: MetricResult?, at now: ContinuousClock.Instant
        ) -> ExperimentProgress {
            var progress = ExperimentProgress(experiment, isQueued: isQueued, result: result)
            progress.elapsed = elapsed.seconds + (now - elapsed.at).seconds
            let seconds = (now - first.at).seconds
            guard done > first.done, seconds > 0 else { return progress }
            let rate = Double(done - first.done) / seconds
            progress.rate = rate
            progress.remaining = Double(max(0, experiment.total - done)) / rate
            return progress
        }
    }
}
