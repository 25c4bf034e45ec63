import ForgeCore
import ForgeLab

/// All numbers of a comparison side by side: one row per metric, one column per experiment, each set against the
/// baseline.
struct CompareTable: Sendable {
    struct Head: Sendable {
        let label: String
        let path: String
        let method: String
        let model: String
        let isBaseline: Bool
    }

    struct Delta: Sendable {
        let text: String
        /// `better`, `worse`, `same`, or `other` for what is neither.
        let kind: String
        let sign: String
        let word: String?
        let p: String?
    }

    struct Value: Sendable {
        /// The experiment, where columns have no heads.
        let label: String
        let value: String
        let interval: String?
        let delta: Delta?
    }

    struct Row: Sendable {
        let metric: String
        let isDeciding: Bool
        let values: [Value]
    }

    let heads: [Head]
    /// What is tested, and the latencies people ask for first.
    let rows: [Row]
    /// Everything else.
    let more: [Row]
    let reference: String

    init(_ comparison: Comparison) {
        let baseline = comparison.pairs.first?.baseline ?? 0
        reference = comparison.entries[baseline].label
        heads = comparison.entries.enumerated().map { index, entry in
            Head(
                label: entry.label, path: PageLink.experiment(entry.id), method: entry.method, model: entry.model,
                isBaseline: index == baseline)
        }
        let names = Self.names(comparison, baseline: baseline)
        let row = { (name: String) in
            Row(
                metric: name, isDeciding: name == comparison.metric.name,
                values: comparison.entries.indices.map { Self.value(name, $0, baseline, comparison) })
        }
        rows = names.first.map(row)
        more = names.more.map(row)
    }

    /// How answers were found is on each experiment's own page.
    private static func names(_ comparison: Comparison, baseline: Int) -> (first: [String], more: [String]) {
        let paired = comparison.pairs.first?.differences.map(\.metric) ?? []
        let latencies = [SummaryMetric.latencyP50, SummaryMetric.latencyP95]
        let tested = paired.filter { !$0.hasPrefix("tokens.") && !latencies.contains($0) }
        let first = tested + latencies + paired.filter { $0.hasPrefix("tokens.") }
        let own = comparison.entries[baseline].results.map(\.metric)
        return (first, own.filter { !first.contains($0) && !$0.hasPrefix("answer_source.") })
    }

    private static func value(_ name: String, _ index: Int, _ baseline: Int, _ comparison: Comparison) -> Value {
        let result = comparison.result(name, of: index)
        let pair = comparison.pairs.first { $0.baseline == baseline && $0.other == index }
        let difference = pair?.differences.first { $0.metric == name }
        let text = result.map(ResultText.value) ?? difference.map { ResultText.value($0.other, unit: $0.unit) }
        return Value(
            label: comparison.entries[index].label,
            value: text ?? ownValue(name, of: baseline, index: index, comparison) ?? "–",
            interval: result.flatMap(ResultText.interval),
            delta: index == baseline
                ? nil
                : difference.map { delta($0, pair: pair, deciding: name == comparison.metric.name) }
                    ?? plainDelta(result, comparison.result(name, of: baseline)))
    }

    /// The baseline's mean of what only pairs have (output tokens per question).
    private static func ownValue(_ name: String, of baseline: Int, index: Int, _ comparison: Comparison) -> String? {
        guard index == baseline,
            let difference = comparison.pairs.first?.differences.first(where: { $0.metric == name })
        else { return nil }
        return ResultText.value(difference.baseline, unit: difference.unit)
    }

    private static func delta(_ difference: PairedDifference, pair: PairComparison?, deciding: Bool) -> Delta {
        let p = deciding ? pair?.adjustedP : difference.pValue
        let isClear =
            deciding
            ? pair?.isSignificant ?? false : difference.interval.map { $0.low > 0 || $0.high < 0 } ?? false
        let (kind, sign, word) = mark(difference.difference, isHigherBetter: difference.isHigherBetter)
        return Delta(
            text: ResultText.withInterval(difference), kind: isClear ? kind : "other", sign: sign,
            word: isClear || kind == "same" ? word : "\(word), not clear",
            p: p.map { p in
                [NumberText.pStatement(p), difference.test?.title].compactMap(\.self).joined(separator: ", ")
            })
    }

    /// Two numbers without a test between them.
    private static func plainDelta(_ result: MetricResult?, _ baseline: MetricResult?) -> Delta? {
        guard let result, let value = result.value, let base = baseline?.value else { return nil }
        let direction = isHigherBetter(result.metric)
        let marked = direction.map { mark(value - base, isHigherBetter: $0) }
        let (sign, word) = (marked?.sign ?? "", marked?.word)
        return Delta(
            text: ResultText.change(value - base, unit: result.unit), kind: "other", sign: sign,
            word: word.map { $0 == "same" ? $0 : "\($0), not tested" }, p: nil)
    }

    private static func mark(_ difference: Double, isHigherBetter: Bool) -> (kind: String, sign: String, word: String) {
        if difference == 0 { return ("same", "=", "same") }
        return (difference > 0) == isHigherBetter ? ("better", "▲", "better") : ("worse", "▼", "worse")
    }

    private static func isHigherBetter(_ metric: String) -> Bool? {
        if metric.hasPrefix("latency.") || metric.hasPrefix("ttft.") || metric.hasPrefix("rate.") { return false }
        if metric.hasPrefix("throughput.") { return true }
        return nil
    }
}
