extension Statistics {
    /// The interval of a difference of two proportions on the same items, (b − c) / n, by adding ½ to each of the four
    /// cells (Agresti and Min 2005, "Simple improved confidence intervals for comparing matched proportions").
    ///
    /// It keeps a width where a bootstrap or Wald's interval has none: when no item, or every item, is discordant.
    /// - Parameters:
    ///   - b: items that only the first has.
    ///   - c: items that only the second has.
    ///   - z: normal quantile of the confidence, by default that of 95 %.
    /// - Returns: nil without items or for impossible counts.
    package static func matchedDifference(
        b: Int, c: Int, items: Int, z: Double = 1.959963984540054
    ) -> Interval? {
        guard items > 0, b >= 0, c >= 0, b + c <= items else { return nil }
        let n = Double(items) + 2
        let centre = Double(b - c) / n
        let half = z * ((Double(b + c) + 1) / (n * n) - centre * centre / n).squareRoot()
        return Interval(low: max(-1, centre - half), high: min(1, centre + half))
    }
}
