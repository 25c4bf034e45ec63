package import Foundation

/// How often and after which pause a failed request is tried again.
package struct RetryPolicy: Sendable, Hashable {
    /// Attempts in a row without any progress.
    package var attempts: Int
    /// Seconds before the second attempt; doubles with each further one.
    package var base: Double
    /// Seconds that no pause of ours exceeds.
    package var ceiling: Double
    /// Seconds that a server may ask us to wait (`Retry-After`); above it the request ends with an error.
    package var longestRetryAfter: Double

    package init(
        attempts: Int = 5, base: Double = 0.5, ceiling: Double = 30, longestRetryAfter: Double = 300
    ) {
        self.attempts = attempts
        self.base = base
        self.ceiling = ceiling
        self.longestRetryAfter = longestRetryAfter
    }

    /// Seconds to wait after the `attempt`-th failure (from 1): exponential, between half and all of it at random,
    /// so that many clients do not come back together.
    package func pause(after attempt: Int, using generator: inout some RandomNumberGenerator) -> Double {
        let full = min(ceiling, base * pow(2, Double(attempt - 1)))
        return full * Double.random(in: 0.5...1, using: &generator)
    }

    /// `Retry-After` in seconds: a number of seconds or an HTTP date.
    package static func retryAfter(_ header: String?, now: Date = Date()) -> Double? {
        guard let header = header?.trimmingCharacters(in: .whitespaces), !header.isEmpty else { return nil }
        if let seconds = Double(header) { return seconds >= 0 && seconds.isFinite ? seconds : nil }
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: "en_US_POSIX")
        formatter.timeZone = TimeZone(identifier: "GMT")
        formatter.dateFormat = "EEE, dd MMM yyyy HH:mm:ss zzz"
        return formatter.date(from: header).map { max(0, $0.timeIntervalSince(now)) }
    }
}
