package import ForgeCore

/// A metric's value with its 95 % interval, one row per experiment, or one row per metric of one experiment.
package enum AccuracyIntervals {
    /// The deciding metric of every compared experiment.
    package static func chart(_ comparison: Comparison) -> Chart? {
        let metric = comparison.metric.name
        let results = comparison.entries.compactMap { entry in
            entry.results.first { $0.metric == metric }.map { (entry.label, $0) }
        }
        return chart(
            results, title: "\(metric) with 95 % intervals", axis: metric, column: "experiment", isColored: true)
    }

    /// Every quality metric of one experiment.
    package static func chart(_ results: [MetricResult]) -> Chart? {
        let shown = results.filter(\.isQuality).map { ($0.metric, $0) }
        return chart(shown, title: "Metrics with 95 % intervals", axis: "score", column: "metric", isColored: false)
    }

    private static func chart(
        _ results: [(label: String, result: MetricResult)], title: String, axis: String, column: String,
        isColored: Bool
    ) -> Chart? {
        let rows = results.compactMap { label, result in
            result.value.map { value in
                IntervalPlot.Row(
                    label: label, value: value, interval: result.range, text: ResultText.withInterval(result))
            }
        }
        guard let best = rows.max(by: { $0.value < $1.value }) else { return nil }
        let isProportion = results.allSatisfy { $0.result.unit == "proportion" }
        return Chart(
            title: title, description: "Highest: \(best.label) with \(best.text).",
            table: Chart.Table(header: [column, "value [95 % interval]"], rows: rows.map { [$0.label, $0.text] }),
            spec: IntervalPlot(
                rows: rows, axis: axis, format: isProportion ? ".0%" : ".2f", isColored: isColored
            ).spec(), series: isColored ? rows.count : 1)
    }
}
