extension Statistics {
    /// Wilson's score interval of a proportion (Wilson 1927); nil without trials or for impossible counts.
    ///
    /// - Parameter z: normal quantile of the confidence, by default that of 95 %.
    package static func wilson(
        successes: Int, trials: Int, z: Double = 1.959963984540054
    ) -> Interval? {
        guard trials > 0, (0...trials).contains(successes) else { return nil }
        let n = Double(trials)
        let p = Double(successes) / n
        let scale = 1 + z * z / n
        let center = (p + z * z / (2 * n)) / scale
        let half = z / scale * (p * (1 - p) / n + z * z / (4 * n * n)).squareRoot()
        // Exact at the ends, where rounding would leave 1e-17 instead of 0.
        return Interval(
            low: successes == 0 ? 0 : max(0, center - half),
            high: successes == trials ? 1 : min(1, center + half))
    }
}
