import ForgeCore

/// A matrix's numbers as tables.
package struct BenchMatrixTables: Sendable {
    private let report: BenchMatrixReport
    private static let nothing = "–"

    package init(_ report: BenchMatrixReport) { self.report = report }

    /// What the ways of serving cost, one row per cell.
    package var speed: PlainTable {
        PlainTable(
            title: "Speed",
            columns: [
                .init("Method"), .init("Serving"), .init("Speed-up", isNumber: true),
                .init("Questions/s", isNumber: true), .init("Tokens/s", isNumber: true), .init("p50", isNumber: true),
                .init("p95", isNumber: true), .init("TTFT p50", isNumber: true), .init("Prefix hits", isNumber: true),
                .init("Memory", isNumber: true),
            ],
            rows: report.cells.map { [$0.method, report.title(ofServing: $0.serving)] + speed(of: $0) })
    }

    private func speed(of cell: BenchMatrixCell) -> [String] {
        guard cell.measured != nil else { return [Self.state(of: cell)] + Array(repeating: Self.nothing, count: 7) }
        func text(_ name: String, _ format: (Double) -> String) -> String {
            cell.median(name).map(format) ?? Self.nothing
        }
        return [
            Self.speedup(cell.figure(CellFigure.speedup)),
            text(SummaryMetric.sampleThroughput, NumberText.significant),
            text(SummaryMetric.outputThroughput, NumberText.significant),
            text(SummaryMetric.latencyP50, NumberText.seconds), text(SummaryMetric.latencyP95, NumberText.seconds),
            text(SummaryMetric.ttftP50, NumberText.seconds), text(SummaryMetric.cacheHitRate, Self.percent),
            text(CellFigure.peakMemory) { NumberText.bytes(Int($0)) },
        ]
    }

    /// What the ways of serving do to the answers, one row per cell.
    package var answers: PlainTable {
        PlainTable(
            title: "Answers",
            columns: [
                .init("Method"), .init("Serving"), .init("\(report.metric ?? "Accuracy") [95 %]", isNumber: true),
                .init("Other outputs", isNumber: true), .init("Other answers", isNumber: true),
                .init("Difference [95 %]", isNumber: true), .init("p", isNumber: true), .init("Verdict"),
            ],
            rows: report.cells.compactMap { cell in
                cell.measured.map { [cell.method, report.title(ofServing: cell.serving)] + answers(of: cell, $0) }
            })
    }

    private func answers(of cell: BenchMatrixCell, _ measured: BenchMatrixCell.Measured) -> [String] {
        let accuracy = measured.accuracy.map(ResultText.withInterval) ?? Self.nothing
        guard let agreement = measured.agreement else {
            let isBaseline = cell.serving == report.baseline
            return [accuracy] + Array(repeating: Self.nothing, count: 4)
                + [isBaseline ? "compared with" : "nothing to compare with"]
        }
        return [
            accuracy, "\(agreement.changedOutputs) of \(agreement.compared)",
            "\(agreement.changedAnswers) of \(agreement.compared)",
            agreement.difference.map(ResultText.withInterval) ?? Self.nothing,
            agreement.difference?.pValue.map(NumberText.pValue) ?? Self.nothing, Self.verdict(agreement.verdict),
        ]
    }

    /// Speed-ups over the baseline: methods as rows, ways of serving as columns.
    package var speedups: PlainTable {
        PlainTable(
            title: "Speed-up over \(report.title(ofServing: report.baseline))",
            columns: [.init("Method")] + report.servings.map { .init($0.title, isNumber: true) },
            rows: report.methods.map { method in
                [method.label]
                    + report.servings.map { serving in
                        guard let cell = report.cell(method.label, serving.label) else { return Self.nothing }
                        return cell.measured == nil
                            ? Self.state(of: cell) : Self.speedup(cell.figure(CellFigure.speedup))
                    }
            })
    }

    /// Cells that nothing beats in accuracy, latency and compute time at once.
    package var frontier: PlainTable {
        PlainTable(
            title: "Nothing measured is better in accuracy, latency and compute time at once",
            columns: [
                .init("Method"), .init("Serving"), .init("\(report.metric ?? "Accuracy") [95 %]", isNumber: true),
                .init("Mean latency [95 %]", isNumber: true), .init("Compute s/question", isNumber: true),
            ],
            rows: report.cells.filter { $0.measured?.isOnFrontier ?? false }.map { cell in
                [
                    cell.method, report.title(ofServing: cell.serving),
                    cell.measured?.accuracy.map(ResultText.withInterval) ?? Self.nothing, Self.latency(cell),
                    cell.median(CellFigure.secondsPerQuestion).map(NumberText.seconds) ?? Self.nothing,
                ]
            })
    }

    /// What each way of serving costs and what it brought, over all methods.
    package var costBenefit: PlainTable {
        PlainTable(
            title: "Costs and benefits beside \(report.title(ofServing: report.baseline))",
            columns: [
                .init("Serving"), .init("What it costs"), .init("Speed-up, least to most", isNumber: true),
                .init("p95 latency", isNumber: true), .init("Peak memory", isNumber: true),
                .init("Cells with the same answers", isNumber: true),
            ],
            rows: report.servings.filter { $0.label != report.baseline }.map { serving in
                let cells = report.cells.filter { $0.serving == serving.label && $0.measured != nil }
                let same = cells.count { [.identical, .sameAnswers].contains($0.measured?.agreement?.verdict) }
                return [
                    serving.title, serving.style?.cost ?? Self.nothing,
                    Self.range(cells.compactMap { $0.median(CellFigure.speedup) }),
                    Self.range(ratios(SummaryMetric.latencyP95, cells)),
                    Self.range(ratios(CellFigure.peakMemory, cells)),
                    cells.isEmpty ? Self.nothing : "\(same) of \(cells.count)",
                ]
            })
    }

    /// A figure over the baseline's of the same method.
    private func ratios(_ name: String, _ cells: [BenchMatrixCell]) -> [Double] {
        cells.compactMap { cell in
            guard let own = cell.median(name), let base = report.cell(cell.method, report.baseline)?.median(name),
                base > 0
            else { return nil }
            return own / base
        }
    }

    private static func range(_ values: [Double]) -> String {
        guard let least = values.min(), let most = values.max() else { return nothing }
        let low = NumberText.decimal(least, places: 2)
        return values.count == 1 ? "\(low)×" : "\(low)–\(NumberText.decimal(most, places: 2))×"
    }

    // MARK: Words

    /// `2.61×`, with the range of several repeats.
    package static func speedup(_ spread: Spread?) -> String {
        guard let spread else { return nothing }
        let text = "\(NumberText.decimal(spread.median, places: 2))×"
        guard spread.values.count > 1 else { return text }
        return text
            + " (\(NumberText.decimal(spread.low, places: 2))–\(NumberText.decimal(spread.high, places: 2)))"
    }

    package static func latency(_ cell: BenchMatrixCell) -> String {
        guard let mean = cell.median(SummaryMetric.latencyMean) else { return nothing }
        guard let interval = cell.measured?.latency else { return NumberText.seconds(mean) }
        return "\(NumberText.seconds(mean)) [\(NumberText.seconds(interval.low)), \(NumberText.seconds(interval.high))]"
    }

    package static func percent(_ value: Double) -> String { NumberText.decimal(value, places: 0) + " %" }

    package static func verdict(_ verdict: CellAgreement.Verdict) -> String {
        switch verdict {
        case .identical: "every output is the same"
        case .sameAnswers: "every answer is the same"
        case .undecided: "answers differ, no more than by luck"
        case .changed: "accuracy changed"
        }
    }

    package static func state(of cell: BenchMatrixCell) -> String {
        switch cell.state {
        case .pending: "not yet measured"
        case .done: "done"
        case .failed: "failed"
        case .omitted: "left out"
        }
    }
}

extension BenchMatrixReport {
    /// What happened to all cells' answers, in a sentence.
    package var agreementSentence: String {
        let compared = cells.compactMap { $0.measured?.agreement }
        guard !compared.isEmpty else { return "Nothing is measured beside \(title(ofServing: baseline)) yet." }
        let identical = compared.count { $0.verdict == .identical }
        let changed = compared.count { $0.verdict == .changed }
        let questions = compared.map(\.compared).max() ?? 0
        if identical == compared.count {
            return "In all \(compared.count) cells every output is the same as that of "
                + "\(title(ofServing: baseline)), on up to \(questions) questions: accuracy did not change."
        }
        return "Of \(compared.count) cells \(identical) have exactly the outputs of \(title(ofServing: baseline)), "
            + "\(compared.count - identical - changed) differ by no more than luck explains, "
            + "\(changed) \(changed == 1 ? "has" : "have") another accuracy (p ≤ 0.05)."
    }
}
