extension Statistics {
    /// Wilson's score interval of a proportion (Wilson 1927); nil without trials or for impossible counts.
    ///
    /// - Parameter z: normal quantile of the confidence, by default that of 95 %.
    package static func wilson(
        successes: Int, trials: Int, z: Double = 1.959963984540054
    ) -> Interval? {
        guard trials > 0, (0...trials).contains(successes) else { return nil }
        return wilson(proportion: Double(successes) / Double(trials), trials: trials, z: z)
    }

    /// A conservative interval of the mean of independent scores from 0 to 1 (win rates with ties as ½): Wilson's with
    /// the mean in the place of the proportion.
    ///
    /// Scores in 0…1 with mean p have a variance of at most p(1 − p), that of a proportion, so the interval is never too
    /// narrow on that account; with scores of 0 and 1 alone it is Wilson's. Nil without scores or for impossible ones.
    package static func wilson(meanOf scores: [Double], z: Double = 1.959963984540054) -> Interval? {
        guard let mean = mean(scores), scores.allSatisfy({ (0...1).contains($0) }) else { return nil }
        return wilson(proportion: mean, trials: scores.count, z: z)
    }

    private static func wilson(proportion p: Double, trials: Int, z: Double) -> Interval {
        let n = Double(trials)
        let scale = 1 + z * z / n
        let center = (p + z * z / (2 * n)) / scale
        let half = z / scale * (p * (1 - p) / n + z * z / (4 * n * n)).squareRoot()
        // Exact at the ends, where rounding would leave 1e-17 instead of 0.
        return Interval(low: p == 0 ? 0 : max(0, center - half), high: p == 1 ? 1 : min(1, center + half))
    }
}
