import ForgeCore
import ForgeLab

/// A card of an experiment's numbers: the main one large, the others below it.
struct MetricCard: Sendable, Hashable {
    struct Line: Sendable, Hashable {
        let name: String
        let value: String
        let note: String?
    }

    let title: String
    let main: String
    let mainName: String
    let note: String?
    let whisker: Whisker?
    let lines: [Line]
}

/// The cards Accuracy, Latency and Cost.
struct MetricCards {
    let results: [MetricResult]
    /// Seconds, sorted.
    let latencies: [Double]
    /// Seconds of work so far.
    let elapsed: Double

    var all: [MetricCard] { [accuracy, latency, cost] }

    private func value(_ metric: String) -> String? {
        results.first { $0.metric == metric }.flatMap { $0.value == nil ? nil : ResultText.value($0) }
    }

    private var accuracy: MetricCard {
        // Agents' measures have a section of their own.
        let quality = results.filter { $0.isQuality && AgentMetric.Measure(rawValue: $0.metric) == nil }
        let lines = quality.dropFirst().map { result in
            MetricCard.Line(name: result.metric, value: ResultText.value(result), note: ResultText.interval(result))
        }
        return MetricCard(
            title: "Accuracy", main: quality.first.map(ResultText.value) ?? "–",
            mainName: quality.first?.metric ?? "No scores yet", note: quality.first.map(note),
            whisker: quality.first.flatMap(Whisker.init), lines: Array(lines))
    }

    private func note(_ result: MetricResult) -> String {
        let scored = "\(NumberText.count(result.scored)) of \(NumberText.count(result.total)) scored"
        guard let interval = ResultText.interval(result) else { return scored }
        return "95 % interval \(interval), \(scored)"
    }

    /// From the latencies themselves, which are there before the results are.
    private var latency: MetricCard {
        let percentile = { (percent: Double) in
            Statistics.percentile(sorted: latencies, percent).map(NumberText.seconds) ?? "–"
        }
        let mean = Statistics.mean(latencies).map(NumberText.seconds) ?? "–"
        return MetricCard(
            title: "Latency", main: percentile(50), mainName: "Median per question",
            note: latencies.isEmpty
                ? "No answers yet" : "of \(NumberText.count(latencies.count)) answers, from sending to parsing",
            whisker: nil,
            lines: [
                .init(name: "Mean", value: mean, note: nil), .init(name: "p95", value: percentile(95), note: nil),
                .init(name: "p99", value: percentile(99), note: nil),
                .init(name: "First token p50", value: value(SummaryMetric.ttftP50) ?? "–", note: nil),
                .init(name: "First token p95", value: value(SummaryMetric.ttftP95) ?? "–", note: nil),
            ])
    }

    private var cost: MetricCard {
        let line = { (name: String, metric: String) in
            MetricCard.Line(name: name, value: value(metric) ?? "–", note: nil)
        }
        return MetricCard(
            title: "Cost", main: value(SummaryMetric.totalTokens) ?? "–", mainName: "Tokens",
            note: value(SummaryMetric.totalTokens) == nil
                ? "Counted when it is completed" : "input and output of all calls",
            whisker: nil,
            lines: [
                line("Input", SummaryMetric.inputTokens), line("Output", SummaryMetric.outputTokens),
                line("From cache", SummaryMetric.cachedTokens), line("Per question", SummaryMetric.tokensPerSample),
                line("Speed", SummaryMetric.sampleThroughput), line("Output speed", SummaryMetric.outputThroughput),
                .init(name: "Work time", value: NumberText.seconds(elapsed), note: nil),
            ] + engine)
    }

    /// Of engines that tell what they do inside.
    private var engine: [MetricCard.Line] {
        let names = [
            ("Cache hits", SummaryMetric.cacheHitRate), ("Saved per hit, estimated", SummaryMetric.cacheSavedPerHit),
            ("Guessed tokens right", SummaryMetric.acceptance), ("Padding", SummaryMetric.paddingTokens),
        ]
        return names.compactMap { name, metric in value(metric).map { .init(name: name, value: $0, note: nil) } }
    }
}
