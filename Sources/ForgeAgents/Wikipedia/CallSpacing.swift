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

    /// Waits until the last request began long enough ago.
    ///
    /// - Returns: when this one begins. Who wakes up late takes the time as it is then, so that the distance holds on a
    ///   busy machine too.
    @discardableResult
    package func turn() async throws -> ContinuousClock.Instant {
        while true {
            let now = clock.now
            if now >= free {
                free = now + interval
                return now
            }
            try await Task.sleep(until: free, clock: clock)
        }
    }

    /// The server asked all of us to wait.
    package func pause(seconds: Double) { free = max(free, clock.now + .seconds(seconds)) }

    /// Whether the host is left alone at present.
    package var isResting: Bool { clock.now < restUntil }

    package func rest(seconds: Double) { restUntil = clock.now + .seconds(seconds) }
}
