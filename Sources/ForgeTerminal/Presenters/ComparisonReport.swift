import ForgeCore
package import ForgeLab

/// A comparison as `forge compare` prints it: the verdict first, then the numbers behind it.
package struct ComparisonReport: Sendable {
    private let comparison: Comparison
    private let examples: [Int: [FlippedExample]]

    /// - Parameter examples: flipped questions to print, by position of their pair in `comparison.pairs`.
    package init(_ comparison: Comparison, examples: [Int: [FlippedExample]] = [:]) {
        self.comparison = comparison
        self.examples = examples
    }

    package func rendered(for terminal: Terminal) -> String {
        var parts = [
            comparison.verdict.split(separator: "\n").map { terminal.paragraph(String($0)) }
                .joined(separator: "\n\n"), terminal.paragraph(setting),
        ]
        parts += comparison.warnings.map { terminal.colored(terminal.paragraph("Warning: \($0)"), .yellow) }
        if comparison.pairs.count > 1 { parts.append(overview.rendered(for: terminal)) }
        for position in comparison.pairs.indices { parts += pair(position, terminal) }
        return parts.joined(separator: "\n\n") + "\n"
    }

    private var setting: String {
        let sample =
            "\(comparison.dataset) \(comparison.split), \(NumberText.count(comparison.questions)) questions, "
            + "sample \(comparison.sampleHash.prefix(8))."
        switch comparison.differences.count {
        case 0: return "\(sample) The settings are the same; what differs is chance or the machine."
        case 1: return "\(sample) The experiments differ in \(comparison.differences[0])."
        default:
            let names = comparison.differences.joined(separator: ", ")
            return "\(sample) The experiments differ in several settings (\(names)), so that the difference cannot be "
                + "ascribed to one of them."
        }
    }

    /// Every experiment with the deciding metric, when there are more than two.
    private var overview: TextTable {
        var table = TextTable([
            .init("experiment", isFlexible: true), .init(comparison.metric.name, .right),
            .init("95 % interval", .right), .init("latency p50", .right), .init("tokens/sample", .right),
        ])
        for (index, entry) in comparison.entries.enumerated() {
            let result = comparison.result(comparison.metric.name, of: index)
            let latency = comparison.result(SummaryMetric.latencyP50, of: index)
            let tokens = comparison.result(SummaryMetric.tokensPerSample, of: index)
            table.add([
                .init(entry.label), .init(result.map(ResultText.value) ?? "–"),
                .init(result.flatMap(ResultText.interval) ?? ""), .init(latency.map(ResultText.value) ?? "–"),
                .init(tokens.map(ResultText.value) ?? "–"),
            ])
        }
        return table
    }

    private func pair(_ position: Int, _ terminal: Terminal) -> [String] {
        let pair = comparison.pairs[position]
        var parts = [metrics(pair).rendered(for: terminal)]
        if let flips = pair.flips { parts.append(FlipsTable(flips, labels: labels(pair)).rendered(for: terminal)) }
        if let examples = examples[position], !examples.isEmpty {
            parts.append(examples.map { example($0, labels: labels(pair), terminal) }.joined(separator: "\n\n"))
        }
        return parts
    }

    private func labels(_ pair: PairComparison) -> (baseline: String, other: String) {
        (comparison.entries[pair.baseline].label, comparison.entries[pair.other].label)
    }

    private func metrics(_ pair: PairComparison) -> TextTable {
        let labels = labels(pair)
        var table = TextTable([
            .init("paired means"), .init(ColumnLabel.of(labels.baseline), .right, isFlexible: true),
            .init(ColumnLabel.of(labels.other), .right, isFlexible: true), .init("difference", .right),
            .init("95 % interval", .right),
            .init("n", .right),
        ])
        for difference in pair.differences {
            table.add([
                .init(difference.metric), .init(ResultText.value(difference.baseline, unit: difference.unit)),
                .init(ResultText.value(difference.other, unit: difference.unit)),
                .init(ResultText.change(difference.difference, unit: difference.unit), color(of: difference)),
                .init(interval(of: difference)), .init(NumberText.count(difference.paired)),
            ])
        }
        return table
    }

    private func interval(of difference: PairedDifference) -> String {
        guard let interval = difference.interval else { return "" }
        return "\(ResultText.change(interval.low, unit: difference.unit)) to "
            + ResultText.change(interval.high, unit: difference.unit)
    }

    /// A colour only where the interval excludes 0: colour must not claim more than the numbers.
    private func color(of difference: PairedDifference) -> TextColor? {
        guard let interval = difference.interval, interval.low > 0 || interval.high < 0 else { return nil }
        return (difference.difference > 0) == difference.isHigherBetter ? .green : .red
    }

    private func example(
        _ example: FlippedExample, labels: (baseline: String, other: String), _ terminal: Terminal
    ) -> String {
        let answers = [
            (labels.baseline, example.baselineAnswer, example.isBaselineRight),
            (labels.other, example.otherAnswer, !example.isBaselineRight),
        ]
        let lines = answers.map { label, answer, isRight in
            let mark = terminal.colored(terminal.text(isRight ? "✓" : "✗"), isRight ? .green : .red)
            let text = TextWidth.clipped(
                terminal.line(label + ": " + (answer ?? "(no answer)").clippedForTable),
                to: (terminal.width ?? 120) - 4,
                mark: terminal.ellipsis)
            return "  \(mark) \(text)"
        }
        let question = terminal.paragraph("#\(example.index) \(terminal.line(example.question))")
        let golds = terminal.paragraph(
            "gold: " + terminal.line(example.golds.prefix(5).joined(separator: " | ")), indentation: 2)
        return ([question, golds] + lines).joined(separator: "\n")
    }
}
