extension Statistics {
    /// The p-th percentile, p in 0...100, by linear interpolation between order statistics (numpy's default).
    ///
    /// Nil without values or for a p outside 0...100.
    package static func percentile(_ values: [Double], _ p: Double) -> Double? {
        percentile(sorted: values.sorted(), p)
    }

    /// The same for values that are already in ascending order.
    package static func percentile(sorted values: [Double], _ p: Double) -> Double? {
        guard let last = values.indices.last, (0...100).contains(p) else { return nil }
        let position = p / 100 * Double(last)
        let below = min(Int(position), last)
        let above = min(below + 1, last)
        let fraction = position - Double(below)
        let gap = values[above] - values[below]
        // From the nearer end, as numpy does, so that both ends are met exactly.
        return fraction < 0.5 ? values[below] + gap * fraction : values[above] - gap * (1 - fraction)
    }
}
