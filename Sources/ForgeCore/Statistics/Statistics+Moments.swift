extension Statistics {
    /// The arithmetic mean; nil without values.
    package static func mean(_ values: [Double]) -> Double? {
        values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
    }

    /// The sample standard deviation (ddof 1); nil for fewer than two values.
    package static func standardDeviation(_ values: [Double]) -> Double? {
        guard values.count > 1, let center = mean(values) else { return nil }
        let squares = values.reduce(0) { $0 + ($1 - center) * ($1 - center) }
        return (squares / Double(values.count - 1)).squareRoot()
    }

    /// The standard error of the mean of independent values: sample standard deviation / √n; nil for n < 2.
    package static func standardError(_ values: [Double]) -> Double? {
        standardDeviation(values).map { $0 / Double(values.count).squareRoot() }
    }

    /// The standard error of a mean whose values come in clusters (several questions on one article).
    ///
    /// √(Σ_c(Σ_i dev)² · C/(C−1)) / n over C clusters; nil for fewer than two clusters.
    /// - Precondition: one cluster label for every value.
    package static func clusterRobustStandardError(_ values: [Double], clusters: [Int]) -> Double? {
        precondition(values.count == clusters.count, "one cluster label for every value")
        guard let center = mean(values) else { return nil }
        var deviations: [Int: Double] = [:]
        for (value, cluster) in zip(values, clusters) {
            deviations[cluster, default: 0] += value - center
        }
        guard deviations.count > 1 else { return nil }
        let count = Double(deviations.count)
        // Sorted, because a dictionary's order differs from run to run and so would the sum's last digit.
        let squares = deviations.values.map { $0 * $0 }.sorted().reduce(0, +)
        return (squares * count / (count - 1)).squareRoot() / Double(values.count)
    }
}
