package import ForgeCore

/// Results of an experiment that has not ended, from the sums of its scores so far.
package struct RunningResults: Sendable {
    package let results: [MetricResult]

    package init(tallies: [ScoreTally], of experiment: Experiment) {
        let configured = (experiment.config["metrics"]?.array ?? []).compactMap(\.string)
        let order = configured + AnswerMetrics.all.map(\.name)
        let position: (ScoreTally) -> Int = { order.firstIndex(of: $0.metric) ?? order.count }
        results = tallies.sorted { position($0) < position($1) }.map { Self.result($0, done: experiment.done) }
    }

    private static func result(_ tally: ScoreTally, done: Int) -> MetricResult {
        let metric = AnswerMetrics.named(tally.metric)
        let isBinary = metric.map(MetricInfo.init)?.isBinary ?? false
        let mean = tally.count > 0 ? tally.sum / Double(tally.count) : nil
        let interval = isBinary ? wilson(tally) : normal(tally)
        return MetricResult(
            metric: tally.metric, version: metric.map(MetricInfo.init)?.version ?? 0, value: mean,
            low: interval?.low, high: interval?.high, interval: interval == nil ? nil : isBinary ? "wilson" : "normal",
            scored: tally.count, total: done, unit: isBinary ? "proportion" : "mean")
    }

    private static func wilson(_ tally: ScoreTally) -> Interval? {
        Statistics.wilson(successes: Int(tally.sum.rounded()), trials: tally.count)
    }

    /// A quick interval for a mean that still moves; the final one is a bootstrap.
    private static func normal(_ tally: ScoreTally) -> Interval? {
        guard tally.count > 1 else { return nil }
        let n = Double(tally.count)
        let mean = tally.sum / n
        let variance = max(0, (tally.sumOfSquares - n * mean * mean) / (n - 1))
        let half = 1.959963984540054 * (variance / n).squareRoot()
        return Interval(low: mean - half, high: mean + half)
    }
}
