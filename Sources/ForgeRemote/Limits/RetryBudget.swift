import ForgeCore

/// How often one call may fail for which reason before it is given up. Every reason has a budget of its own, so that
/// waiting for a busy server does not use up the patience with a broken one.
struct RetryBudget: Sendable {
    private let policy: RetryPolicy
    private var failures: [RequestFailure.Reason: Int] = [:]

    init(policy: RetryPolicy) { self.policy = policy }

    /// Seconds before the next attempt; nil to give up.
    mutating func pause(after failure: RequestFailure, using generator: inout some RandomNumberGenerator) -> Double? {
        let count = failures[failure.reason, default: 0] + 1
        failures[failure.reason] = count
        guard count < attempts(failure.reason) else { return nil }
        guard let wait = failure.retryAfter else { return policy.pause(after: count, using: &generator) }
        guard wait <= policy.longestRetryAfter else { return nil }
        // Not all at the same moment.
        return wait + policy.pause(after: 1, using: &generator)
    }

    private func attempts(_ reason: RequestFailure.Reason) -> Int {
        switch reason {
        case .throttled: 3 * policy.attempts
        case .unreachable, .serverError, .cut: policy.attempts
        // What takes too long or makes no sense mostly does so again.
        case .malformed: min(3, policy.attempts)
        case .timeout: min(2, policy.attempts)
        case .refused, .tooLong, .misconfigured: 1
        }
    }
}
