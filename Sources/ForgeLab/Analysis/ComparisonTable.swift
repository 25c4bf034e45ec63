import ForgeCore

/// A comparison as rows of text for papers: one row per experiment, differences to the baseline (the first, or the
/// one that was chosen) in their own columns.
package struct ComparisonTable: Sendable, Hashable {
    package var header: [String]
    package var rows: [[String]]
    /// What a reader needs to understand the numbers.
    package var caption: String

    package init(_ comparison: Comparison) {
        let metric = comparison.metric
        let baseline = comparison.pairs.first?.baseline ?? 0
        let others = comparison.entries.first?.results.filter { $0.isQuality && $0.metric != metric.name } ?? []
        header =
            ["experiment", "\(metric.name) [95 % CI]"] + others.map(\.metric)
            + ["Δ [95 % CI]", comparison.pairs.count > 1 ? "p (Holm)" : "p", "latency p50", "tokens/question"]
        rows = comparison.entries.indices.map { index in
            let pair = comparison.pairs.first { $0.baseline == baseline && $0.other == index }
            return [comparison.entries[index].label, Self.quality(comparison.result(metric.name, of: index))]
                + others.map { Self.value(comparison.result($0.metric, of: index)) }
                + Self.difference(pair)
                + [
                    Self.latency(comparison.result(SummaryMetric.latencyP50, of: index)),
                    Self.tokens(comparison.result(SummaryMetric.tokensPerSample, of: index)),
                ]
        }
        caption = Self.caption(comparison, baseline: baseline)
    }

    private static func caption(_ comparison: Comparison, baseline: Int) -> String {
        let name = comparison.entries.indices.contains(baseline) ? comparison.entries[baseline].label : ""
        let test =
            comparison.metric.isBinary
            ? "Wilson intervals, of differences Agresti and Min's; p by McNemar's exact test"
            : "Bootstrap intervals; p by the sign-flip test"
        let holm = comparison.pairs.count > 1 ? ", Holm-adjusted over \(comparison.pairs.count) comparisons" : ""
        return "\(comparison.dataset) (\(comparison.split)), \(NumberText.count(comparison.questions)) questions, "
            + "sample \(comparison.sampleHash.prefix(8)). Differences to \(name). "
            + (["\(test)\(holm)."] + comparison.warnings).joined(separator: " ")
    }

    private static func value(_ result: MetricResult?) -> String {
        guard let result, let value = result.value else { return "–" }
        let unscored = result.scored == result.total ? "" : " (\(result.scored)/\(result.total))"
        return text(value, unit: result.unit) + unscored
    }

    private static func quality(_ result: MetricResult?) -> String {
        guard let result, let low = result.low, let high = result.high else { return value(result) }
        return "\(value(result)) [\(bare(low, unit: result.unit)), \(bare(high, unit: result.unit))]"
    }

    private static func difference(_ pair: PairComparison?) -> [String] {
        guard let pair, let difference = pair.differences.first else { return ["–", "–"] }
        let change: (Double) -> String = {
            difference.isBinary ? NumberText.points($0) : NumberText.signed($0, places: 3)
        }
        let interval = difference.interval.map { " [\(change($0.low)), \(change($0.high))]" } ?? ""
        return [change(difference.difference) + interval, pair.adjustedP.map(NumberText.pValue) ?? "–"]
    }

    private static func latency(_ result: MetricResult?) -> String {
        result?.value.map(NumberText.seconds) ?? "–"
    }

    private static func tokens(_ result: MetricResult?) -> String {
        result?.value.map { NumberText.decimal($0, places: 1) } ?? "–"
    }

    private static func text(_ value: Double, unit: String) -> String {
        unit == "proportion" ? NumberText.percent(value) : NumberText.decimal(value, places: 3)
    }

    private static func bare(_ value: Double, unit: String) -> String {
        unit == "proportion" ? NumberText.decimal(value * 100, places: 1) : NumberText.decimal(value, places: 3)
    }
}
