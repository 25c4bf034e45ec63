import ForgeCore

/// A proportion and its interval as positions from 0 to 100.
struct Whisker: Sendable, Hashable {
    let value: String
    let low: String
    let high: String
    let hasInterval: Bool

    /// Nil for what lies outside of 0 … 1.
    init?(_ result: MetricResult) {
        guard let value = result.value, (0...1).contains(value) else { return nil }
        self.value = Self.position(value)
        hasInterval = result.low != nil && result.high != nil
        low = Self.position(result.low ?? value)
        high = Self.position(result.high ?? value)
    }

    /// Nil for what lies outside of 0 … 1.
    init?(value: Double, low: Double, high: Double) {
        guard (0...1).contains(value) else { return nil }
        self.value = Self.position(value)
        hasInterval = true
        self.low = Self.position(low)
        self.high = Self.position(high)
    }

    private static func position(_ share: Double) -> String {
        let tenths = Int((min(1, max(0, share)) * 1000).rounded())
        return "\(tenths / 10).\(tenths % 10)"
    }
}
