import ForgeCatalogue
import Synchronization

/// Keeps where a download stands and tells the live events, no more often than eyes can follow.
final class PullWatch: Sendable {
    // A class with a lock, because the download's handler is synchronous.
    private static let interval = Duration.milliseconds(250)

    private let events: LiveEvents
    private let current: Mutex<(state: PullState, hasNews: Bool)>

    init(_ state: PullState, events: LiveEvents) {
        self.events = events
        current = Mutex((state, true))
    }

    var state: PullState { current.withLock { $0.state } }

    func take(_ progress: PullProgress) { change { $0.take(progress) } }

    /// Runs a download and tells its course up to its end.
    func publish(_ download: @escaping @Sendable () async throws -> Void) async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                while !Task.isCancelled {
                    self.publishNews()
                    try? await Task.sleep(for: Self.interval)
                }
            }
            do {
                try await download()
                change { $0.succeed() }
            } catch {
                change { $0.fail(error) }
            }
            group.cancelAll()
        }
        publishNews()
    }

    private func change(_ change: (inout PullState) -> Void) {
        current.withLock { current in
            change(&current.state)
            current.hasNews = true
        }
    }

    private func publishNews() {
        let news = current.withLock { current -> PullState? in
            defer { current.hasNews = false }
            return current.hasNews ? current.state : nil
        }
        if let news { events.publish(.pull, news) }
    }
}
