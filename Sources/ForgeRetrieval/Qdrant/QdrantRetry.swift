import Foundation

/// How often and after which pause a failed request is sent again. Every request may be: upserts and deletions have the
/// same effect twice.
package struct QdrantRetry: Sendable, Hashable {
    package var attempts: Int
    /// Seconds before the second attempt; doubles with each further one.
    package var base: Double
    /// Seconds that no pause of ours exceeds.
    package var ceiling: Double
    /// Seconds that the server may ask us to wait; above it the request fails.
    package var longestRetryAfter: Double

    package init(attempts: Int = 5, base: Double = 0.25, ceiling: Double = 10, longestRetryAfter: Double = 60) {
        self.attempts = attempts
        self.base = base
        self.ceiling = ceiling
        self.longestRetryAfter = longestRetryAfter
    }

    /// Seconds to wait after the `attempt`-th failure (from 1), half of it at random so that clients spread; nil to
    /// give up.
    func pause(after attempt: Int, retryAfter: Double?, using generator: inout some RandomNumberGenerator) -> Double? {
        guard attempt < attempts, (retryAfter ?? 0) <= longestRetryAfter else { return nil }
        let full = min(ceiling, base * pow(2, Double(attempt - 1)))
        return max(retryAfter ?? 0, full * Double.random(in: 0.5...1, using: &generator))
    }

    /// `Retry-After` in seconds: a number or an HTTP date.
    static func seconds(_ header: String?, now: Date = Date()) -> Double? {
        guard let header = header?.trimmingCharacters(in: .whitespaces), !header.isEmpty else { return nil }
        if let seconds = Double(header) { return seconds >= 0 && seconds.isFinite ? seconds : nil }
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: "en_US_POSIX")
        formatter.timeZone = TimeZone(identifier: "GMT")
        formatter.dateFormat = "EEE, dd MMM yyyy HH:mm:ss zzz"
        return formatter.date(from: header).map { max(0, $0.timeIntervalSince(now)) }
    }
}
