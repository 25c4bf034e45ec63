import Synchronization

/// Keeps where an ingest stands, tells the live events no more often than eyes can follow, and passes on the wish to stop.
final class IngestWatch: Sendable {
    // A class with a lock, because progress is reported from a synchronous handler.
    private static let interval = Duration.milliseconds(250)

    let removesVanished: Bool
    private let events: LiveEvents
    private let current: Mutex<(job: IngestJob, hasNews: Bool, isStopWanted: Bool)>
    private let (stops, stopper) = AsyncStream<Void>.makeStream()

    init(_ job: IngestJob, removesVanished: Bool, events: LiveEvents) {
        self.removesVanished = removesVanished
        self.events = events
        current = Mutex((job, true, false))
    }

    var job: IngestJob { current.withLock { $0.job } }

    func change(_ change: (inout IngestJob) -> Void) {
        current.withLock { current in
            change(&current.job)
            current.hasNews = true
        }
    }

    func stop() {
        current.withLock { $0.isStopWanted = true }
        stopper.finish()
    }

    /// Runs an ingest and tells its course up to its end.
    func publish(_ ingest: @escaping @Sendable () async throws -> Void) async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                while !Task.isCancelled {
                    self.publishNews()
                    try? await Task.sleep(for: Self.interval)
                }
            }
            await run(ingest)
            group.cancelAll()
        }
        publishNews()
    }

    private func run(_ ingest: @escaping @Sendable () async throws -> Void) async {
        do {
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await ingest() }
                group.addTask {
                    for await _ in self.stops {}
                    throw CancellationError()
                }
                defer { group.cancelAll() }
                try await group.next()
            }
            change { $0.succeed() }
        } catch {
            let wasAsked = current.withLock { $0.isStopWanted }
            change { $0.fail(error, wasAsked: wasAsked) }
        }
    }

    private func publishNews() {
        let news = current.withLock { current -> IngestJob? in
            defer { current.hasNews = false }
            return current.hasNews ? current.job : nil
        }
        if let news { events.publish(.ingest, news) }
    }
}
