import Synchronization

/// Counts failed logins by address, so that tokens cannot be guessed. A right one does not clear them: whoever has a
/// small role could guess at others' without end.
struct FailedLogins: Sendable {
    static let allowed = 5
    /// How long a failure counts.
    static let window = Duration.seconds(300)
    /// Addresses that are remembered.
    static let remembered = 10_000

    private var failures: [String: [ContinuousClock.Instant]] = [:]

    /// - Returns: how long this address must wait; nil when it may try.
    func wait(for address: String, at now: ContinuousClock.Instant) -> Duration? {
        let recent = (failures[address] ?? []).filter { $0 + Self.window > now }
        guard recent.count >= Self.allowed, let first = recent.first else { return nil }
        return first + Self.window - now
    }

    mutating func failed(_ address: String, at now: ContinuousClock.Instant) {
        if failures.count >= Self.remembered, failures[address] == nil {
            failures = failures.filter { $0.value.contains { $0 + Self.window > now } }
            // Still full of fresh ones: an attack from everywhere. Forgetting some is better than growing.
            if failures.count >= Self.remembered { failures.removeAll() }
        }
        let recent = (failures[address] ?? []).filter { $0 + Self.window > now }
        failures[address] = (recent + [now]).suffix(Self.allowed)
    }
}

/// The failed logins of a server's life.
final class LoginThrottle: Sendable {
    private let state = Mutex(FailedLogins())

    func wait(for address: String) -> Duration? { state.withLock { $0.wait(for: address, at: .now) } }
    func failed(_ address: String) { state.withLock { $0.failed(address, at: .now) } }
}
