import ForgeCore

/// How many requests may be with a server at once: fewer when it says that there are too many, slowly more after that.
///
/// A pure value; times are seconds of any clock that does not go back. One wave of refusals is one episode: the requests
/// that were sent before the cut say nothing new, and neither do those of the cooldown after it.
package struct AdaptiveConcurrency: Sendable, Hashable {
    package struct Bounds: Sendable, Hashable {
        package var start: Int
        package var least: Int
        package var most: Int

        package init(start: Int = 20, least: Int = 1, most: Int = 200) {
            self.least = max(1, least)
            self.most = max(self.least, most)
            self.start = min(max(start, self.least), self.most)
        }
    }

    /// What an episode leaves of the limit.
    static let cut = 0.8
    /// Seconds after a cut in which the limit neither falls again nor grows.
    static let cooldown = 15.0
    /// What a calm round adds, at least one request.
    static let growth = 0.05

    private let bounds: Bounds
    /// Seconds; longer waits end the call that was told of them and hold back no other.
    private let longestPause: Double
    private var exact: Double
    private var lastCut = -Double.infinity
    private var calmFrom = -Double.infinity
    /// No request is sent before: the server asked for it.
    package private(set) var pausedUntil = -Double.infinity
    /// Since the last change of the limit.
    private var successes = 0

    package init(bounds: Bounds = .init(), longestPause: Double = RetryPolicy().longestRetryAfter) {
        self.bounds = bounds
        self.longestPause = longestPause
        exact = Double(bounds.start)
    }

    package var limit: Int { max(bounds.least, Int(exact)) }

    /// Grows after as many answers as two full rounds, and only while the limit is what holds requests back.
    package mutating func succeeded(startedAt start: Double, running: Int, now: Double) {
        guard now >= calmFrom, start >= lastCut, running >= limit else { return }
        successes += 1
        guard successes >= 2 * limit else { return }
        exact = min(Double(bounds.most), exact + max(1, exact * Self.growth))
        successes = 0
    }

    /// The server refused a request because there are too many (429).
    ///
    /// - Parameter retryAfter: seconds that it asks to wait.
    package mutating func throttled(startedAt start: Double, retryAfter: Double?, now: Double) {
        if let retryAfter, retryAfter <= longestPause { pausedUntil = max(pausedUntil, now + retryAfter) }
        guard start >= lastCut, now >= calmFrom else { return }
        exact = max(Double(bounds.least), exact * Self.cut)
        lastCut = now
        calmFrom = max(now, pausedUntil) + Self.cooldown
        successes = 0
    }
}
