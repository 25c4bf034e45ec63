package import ForgeCore

/// Results of an experiment that has not ended, from the sums of its scores so far.
package struct RunningResults: Sendable {
    package let results: [MetricResult]

    package init(tallies: [ScoreTally], of experiment: Experiment) {
        let order = Self.order(of: tallies, configured: experiment.config["metrics"]?.array ?? [])
        let position: (ScoreTally) -> Int = { order.firstIndex(of: $0.metric) ?? order.count }
        results = tallies.sorted { position($0) < position($1) }.map { Self.result($0, done: experiment.done) }
    }

    /// As the final results will have it: the configured metrics, else those of the samples' task families. A family is
    /// known by its first metric, which no other has and every sample of it is scored with.
    private static func order(of tallies: [ScoreTally], configured: [JSONValue]) -> [String] {
        let scored = Set(tallies.map(\.metric))
        let families = TaskFamily.allCases.map { AnswerMetrics.defaults(for: $0).map(\.name) }
        let defaults = families.filter { $0.first.map(scored.contains) ?? false }.flatMap(\.self)
        return (configured.isEmpty ? defaults : configured.compactMap(\.string)) + AnswerMetrics.names
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

extension ExperimentStore {
    /// The stored results, or for an experiment that is not completed the scores so far.
    package func currentResults(of experiment: Experiment) async throws -> [MetricResult] {
        let stored = try await results(of: experiment.id)
        guard experiment.status != .completed || stored.isEmpty else { return stored }
        return RunningResults(tallies: try await scoreTallies(of: experiment.id), of: experiment).results
    }
}
