package import ForgeCore

/// Keeps the counts beside the list's filters: they are of all experiments, and counting 10,000 of them costs a list page
/// a quarter of its time.
///
/// Counted anew when anything was announced since, and after a second, for what other processes do; the latter is not
/// waited for unless nobody asked for a while. Where counting takes long, because there are millions, events do not count,
/// and it is done more seldom: it takes at most a twentieth of the time. One count runs at a time, and at most one waits.
package actor FacetShelf {
    private struct Kept {
        var facets: ExperimentFacets
        var event: Int
        var at: ContinuousClock.Instant
        /// How long counting took.
        var cost: Duration

        private var isCostly: Bool { cost > .milliseconds(100) }
        private var lifetime: Duration { isCostly ? cost * 20 : .seconds(1) }

        func isFresh(_ event: Int, at now: ContinuousClock.Instant) -> Bool { isAlive(event, until: lifetime, now) }

        /// While they are counted anew.
        func mayBeShown(_ event: Int, at now: ContinuousClock.Instant) -> Bool {
            isAlive(event, until: lifetime * 3, now)
        }

        private func isAlive(_ event: Int, until age: Duration, _ now: ContinuousClock.Instant) -> Bool {
            (isCostly || self.event == event) && now - at < age
        }
    }

    private typealias Counting = Task<ExperimentFacets, any Error>

    private let lastEvent: @Sendable () -> Int
    private let count: @Sendable () async throws -> ExperimentFacets
    private var kept: Kept?
    private var running: (event: Int, task: Counting)?
    /// Begins when the running one has ended.
    private var next: Counting?

    package init(service: ExperimentService) {
        self.init(lastEvent: { service.events.lastNumber }, count: { try await service.store.facets() })
    }

    init(lastEvent: @escaping @Sendable () -> Int, count: @escaping @Sendable () async throws -> ExperimentFacets) {
        self.lastEvent = lastEvent
        self.count = count
    }

    package func facets() async throws -> ExperimentFacets {
        let (event, now) = (lastEvent(), ContinuousClock.now)
        if let kept, kept.isFresh(event, at: now) { return kept.facets }
        let counting = counting(for: event)
        if let kept, kept.mayBeShown(event, at: now) { return kept.facets }
        return try await counting.value
    }

    /// One that began, or will begin, after the event. It is a task of its own, because whoever asked first may leave.
    private func counting(for event: Int) -> Counting {
        if let running, running.event >= event { return running.task }
        if let next { return next }
        guard let previous = running?.task else {
            let task = Task.detached { try await self.counted(since: event) }
            running = (event, task)
            return task
        }
        let task = Task.detached {
            _ = await previous.result
            return try await self.countNext()
        }
        next = task
        return task
    }

    private func countNext() async throws -> ExperimentFacets {
        let event = lastEvent()
        running = next.map { (event, $0) }
        next = nil
        return try await counted(since: event)
    }

    /// - Parameter event: the last one before the store is asked, so that what happens meanwhile is not taken for known.
    private func counted(since event: Int) async throws -> ExperimentFacets {
        defer { running = nil }
        let start = ContinuousClock.now
        let facets = try await count()
        kept = Kept(facets: facets, event: event, at: start, cost: ContinuousClock.now - start)
        return facets
    }
}
