private import ForgeCore
private import Synchronization

/// Measures laps; shared by the tasks of one run.
final class Stopwatch: Sendable {
    private let start = Mutex(ContinuousClock.now)

    /// Seconds since the last lap, or since the watch was made.
    func lap() -> Double {
        start.withLock { start in
            let now = ContinuousClock.now
            defer { start = now }
            return (now - start).seconds
        }
    }
}
