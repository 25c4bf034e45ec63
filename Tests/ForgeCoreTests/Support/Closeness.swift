/// Whether two numbers agree to a relative or absolute tolerance; nil agrees with nothing.
func isClose(_ value: Double?, _ expected: Double, within tolerance: Double = 1e-10) -> Bool {
    guard let value else { return false }
    return abs(value - expected) <= tolerance * max(1, abs(expected))
}
