import ForgeCore

/// The deciding metric's difference of every pair with its 95 % interval; an interval across zero decides nothing.
package enum PairedDifferences {
    package static func chart(_ comparison: Comparison) -> Chart? {
        let rows = comparison.pairs.compactMap { row($0, of: comparison) }
        guard !rows.isEmpty else { return nil }
        let clear = rows.count { row in row.interval.map { $0.low > 0 || $0.high < 0 } ?? false }
        let isBinary = comparison.metric.isBinary
        return Chart(
            title: "Paired differences in \(comparison.metric.name)",
            description: "Zero means no difference: \(clear) of \(rows.count) intervals exclude it.",
            table: Chart.Table(
                header: ["pair", "difference [95 % interval]"], rows: rows.map { [$0.label, $0.text] }),
            spec: IntervalPlot(
                rows: rows, axis: isBinary ? "difference in percentage points" : "difference",
                format: isBinary ? "+.1f" : "+.2f", marksZero: true
            ).spec(), series: rows.count)
    }

    private static func row(_ pair: PairComparison, of comparison: Comparison) -> IntervalPlot.Row? {
        guard let difference = pair.differences.first else { return nil }
        let scale: Double = difference.isBinary ? 100 : 1
        let (other, baseline) = (comparison.entries[pair.other].label, comparison.entries[pair.baseline].label)
        return IntervalPlot.Row(
            label: "\(other) \(NumberText.minus) \(baseline)", value: difference.difference * scale,
            interval: difference.interval.map { Interval(low: $0.low * scale, high: $0.high * scale) },
            text: ResultText.withInterval(difference))
    }
}
