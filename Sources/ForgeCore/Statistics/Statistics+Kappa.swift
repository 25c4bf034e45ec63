/// Agreement of two raters beyond chance (Cohen 1960).
package struct Kappa: Sendable, Codable, Hashable {
    package var value: Double
    /// Large-sample standard error (Fleiss, Cohen & Everitt 1969, formula 13), 0 when all agree.
    package var standardError: Double
    /// value ± 1.96 standard errors, not beyond −1 and 1.
    package var interval: Interval
    /// Share of items on which they agree.
    package var agreement: Double
    package var items: Int
}

extension Statistics {
    /// Cohen's κ of two raters' categories on the same items.
    ///
    /// Nil without items, and when chance alone would make them agree always (both use one and the same category).
    /// - Precondition: `first` and `second` have the same length and order of items.
    package static func cohenKappa<Category: Hashable>(_ first: [Category], _ second: [Category]) -> Kappa? {
        precondition(first.count == second.count, "one category of each rater for every item")
        guard !first.isEmpty else { return nil }
        let n = Double(first.count)
        var categories: [Category] = []
        for category in first + second where !categories.contains(category) { categories.append(category) }
        func shares(_ values: [Category]) -> [Double] {
            categories.map { category in Double(values.count { $0 == category }) / n }
        }
        let (rows, columns) = (shares(first), shares(second))
        var cells = Array(repeating: Array(repeating: 0.0, count: categories.count), count: categories.count)
        let places = Dictionary(uniqueKeysWithValues: categories.enumerated().map { ($1, $0) })
        for (a, b) in zip(first, second) { cells[places[a] ?? 0][places[b] ?? 0] += 1 / n }
        // Counted, so that 1 is exactly 1.
        let observed = Double(zip(first, second).count { $0 == $1 }) / n
        let expected = zip(rows, columns).reduce(0) { $0 + $1.0 * $1.1 }
        guard expected < 1 else { return nil }
        let kappa = (observed - expected) / (1 - expected)
        let variance = kappaVariance(cells, rows, columns, kappa: kappa, observed: observed, expected: expected) / n
        let error = max(0, variance).squareRoot()
        let half = 1.959963984540054 * error
        return Kappa(
            value: kappa, standardError: error,
            interval: Interval(low: max(-1, kappa - half), high: min(1, kappa + half)), agreement: observed,
            items: first.count)
    }

    /// n times the variance of κ.
    private static func kappaVariance(
        _ cells: [[Double]], _ rows: [Double], _ columns: [Double], kappa: Double, observed: Double, expected: Double
    ) -> Double {
        let other = 1 - kappa
        var agreeing = 0.0
        var differing = 0.0
        for i in rows.indices {
            let part = 1 - (rows[i] + columns[i]) * other
            agreeing += cells[i][i] * part * part
            for j in columns.indices where j != i {
                let sum = columns[i] + rows[j]
                differing += cells[i][j] * sum * sum
            }
        }
        let chance = kappa - expected * other
        let rest = 1 - expected
        return (agreeing + other * other * differing - chance * chance) / (rest * rest)
    }
}
