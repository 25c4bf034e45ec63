package import ForgeCore
package import ForgeLab

/// An experiment as `forge show` and the end of `forge run` print it.
package struct ExperimentReport: Sendable {
    private let experiment: Experiment
    private let results: [MetricResult]
    private let latencies: [Double]
    private let fastest: [Prediction]
    private let slowest: [Prediction]
    private let failed: FailedQuestions?

    /// - Parameters:
    ///   - latencies: of the answered samples, in seconds, for the histogram.
    ///   - fastest: at most five are shown; so with `slowest`.
    ///   - failed: the questions that failed; nil when none did.
    package init(
        _ experiment: Experiment, results: [MetricResult], latencies: [Double] = [], fastest: [Prediction] = [],
        slowest: [Prediction] = [], failed: FailedQuestions? = nil
    ) {
        self.failed = failed
        self.experiment = experiment
        self.results = results
        self.latencies = latencies
        self.fastest = Array(fastest.prefix(5))
        self.slowest = Array(slowest.prefix(5))
    }

    /// What it is and its cards, for several experiments one below the other.
    package func brief(for terminal: Terminal) -> String {
        let parts = results.isEmpty ? [header(terminal)] : [header(terminal), cards.rendered(for: terminal)]
        return parts.joined(separator: "\n") + "\n"
    }

    /// Paragraphs: what it is, cards, results, latency histogram, fastest and slowest samples.
    package func rendered(for terminal: Terminal) -> String {
        var parts = [header(terminal)]
        if !results.isEmpty {
            parts.append(cards.rendered(for: terminal))
            parts.append(ResultsTable.table(of: results).rendered(for: terminal))
        }
        if !latencies.isEmpty {
            let histogram = Histogram(latencies)
            let scale = histogram.isLogarithmic ? ", logarithmic bins" : ""
            parts.append(
                terminal.colored("Latency of \(NumberText.count(latencies.count)) samples\(scale)", .bold) + "\n"
                    + histogram.rendered(for: terminal))
        }
        if !fastest.isEmpty { parts.append(samples("Fastest", fastest, terminal)) }
        if !slowest.isEmpty { parts.append(samples("Slowest", slowest, terminal)) }
        return parts.joined(separator: "\n\n") + "\n"
    }

    private func header(_ terminal: Terminal) -> String {
        let color: TextColor =
            switch experiment.status {
            case .completed: .green
            case .failed: .red
            case .pending, .running, .stopped: .yellow
            }
        let title = terminal.colored(terminal.line(experiment.name), .bold)
        let progress = "\(NumberText.count(experiment.done))/\(NumberText.count(experiment.total))"
        let facts = [
            "\(experiment.method) on \(experiment.model)", "\(experiment.dataset) \(experiment.split)",
            "seed \(experiment.seed)", "worked \(NumberText.seconds(experiment.elapsed))",
        ]
        var lines = [
            "\(title)  \(experiment.id)  \(terminal.colored(experiment.status.rawValue, color)) \(progress)",
            terminal.line(facts.joined(separator: " · ")),
        ]
        if let error = experiment.error { lines.append(terminal.colored(terminal.paragraph(error), .red)) }
        for note in notes { lines.append(terminal.colored(terminal.paragraph(note), .yellow)) }
        return lines.joined(separator: "\n")
    }

    /// Failures are in the error of an experiment that has nothing else.
    private var notes: [String] {
        let failures = failed.flatMap { $0.isAll ? nil : "Warning: \($0.text)" }
        let advice = failures == nil ? [] : ["`forge show \(experiment.id) --failed` lists them."]
        return [failures].compactMap(\.self) + advice + ResultNotes.notes(results).map { "Note: \($0)" }
    }

    private func samples(_ title: String, _ predictions: [Prediction], _ terminal: Terminal) -> String {
        var table = TextTable([
            .init(title, .right), .init("#", .right), .init("question", isFlexible: true),
            .init("answer", isFlexible: true), .init("tokens", .right),
        ])
        for prediction in predictions {
            table.add([
                .init(NumberText.seconds(prediction.latency)), .init("\(prediction.index)"),
                .init(prediction.question.clippedForTable), .init((prediction.answer ?? "–").clippedForTable),
                .init(NumberText.count(prediction.outputTokens)),
            ])
        }
        return table.rendered(for: terminal)
    }
}

// MARK: Cards

extension ExperimentReport {
    private var cards: Cards {
        Cards([.init("Accuracy", quality), .init("Latency", latency), .init("Cost", cost)])
    }

    private func value(_ metric: String) -> Double? { results.first { $0.metric == metric }?.value }

    private var quality: [(name: String, value: String)] {
        results.filter(\.isQuality).prefix(3).flatMap { result -> [(name: String, value: String)] in
            let lines = [(name: result.metric, value: ResultText.value(result))]
            guard let interval = ResultText.interval(result) else { return lines }
            return lines + [(name: "  95 %", value: interval)]
        }
    }

    private var latency: [(name: String, value: String)] {
        let names = [
            ("p50", SummaryMetric.latencyP50), ("p95", SummaryMetric.latencyP95), ("p99", SummaryMetric.latencyP99),
            ("first token p50", SummaryMetric.ttftP50),
        ]
        return names.map { ($0, value($1).map(NumberText.seconds) ?? "–") }
    }

    private var cost: [(name: String, value: String)] {
        [
            ("tokens/sample", value(SummaryMetric.tokensPerSample).map { NumberText.decimal($0, places: 1) } ?? "–"),
            ("output", value(SummaryMetric.outputThroughput).map { NumberText.significant($0) + " tokens/s" } ?? "–"),
            ("samples", value(SummaryMetric.sampleThroughput).map { NumberText.significant($0) + "/s" } ?? "–"),
            ("compute", value(SummaryMetric.computeSeconds).map(NumberText.seconds) ?? "–"),
        ] + engine
    }

    /// Of engines that tell what they do inside.
    private var engine: [(name: String, value: String)] {
        let names = [
            ("cache hits", SummaryMetric.cacheHitRate), ("saved per hit", SummaryMetric.cacheSavedPerHit),
            ("guesses right", SummaryMetric.acceptance), ("padding", SummaryMetric.paddingTokens),
        ]
        return names.compactMap { name, metric in
            results.first { $0.metric == metric }.flatMap { $0.value == nil ? nil : (name, ResultText.value($0)) }
        }
    }
}

extension String {
    /// A table cell needs no more; measuring a whole long output would cost time.
    var clippedForTable: String { String(prefix(200)) }
}
