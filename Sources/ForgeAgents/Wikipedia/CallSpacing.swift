/// Keeps the requests to one host apart, whoever makes them, and leaves it alone after failures.
package actor CallSpacing {
    private let interval: Duration
    private let clock = ContinuousClock()
    private var free: ContinuousClock.Instant
    private var restUntil: ContinuousClock.Instant

    package init(interval: Double) {
        self.interval = .seconds(interval)
        free = clock.now
        restUntil = clock.now
    }

    /// Waits for a place of its own in the line of requests.
    package func turn() async throws {
        let start = max(clock.now, free)
        free = start + interval
        if start > clock.now { try await Task.sleep(until: start, clock: clock) }
    }

    /// The server asked all of us to wait.
    package func pause(seconds: Double) { free = max(free, clock.now + .seconds(seconds)) }

    /// Whether the host is left alone at present.
    package var isResting: Bool { clock.now < restUntil }

    package func rest(seconds: Double) { restUntil = clock.now + .seconds(seconds) }
}
