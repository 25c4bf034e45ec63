import ForgeCore

/// Gives advice from what was measured on this machine, and from the decision tree where nothing was.
package struct Advisor: Sendable {
    private let report: BenchMatrixReport?
    private let memory: MemoryProfile?
    private let workload: Workload
    private let method: String?

    /// - Parameters:
    ///   - report: what was measured; nil when nothing was.
    ///   - memory: the profile that belongs to it.
    /// - Throws: `LabError` `advice.method` for a method that the benchmark does not have.
    package init(_ workload: Workload, report: BenchMatrixReport?, memory: MemoryProfile? = nil) throws {
        if let report, let wanted = workload.method, !report.methods.contains(where: { $0.label == wanted }) {
            let labels = report.methods.map(\.label)
            let nearest = NearestName.question(wanted, among: labels)
            throw LabError(
                .invalidInput, "advice.method", "The benchmark \(report.name) has not measured `\(wanted)`.",
                remedy: "\(nearest)It has \(labels.joined(separator: ", ")).")
        }
        self.workload = workload
        self.report = report
        self.memory = memory
        method = workload.method ?? report?.methods.first?.label
    }

    package func advise() -> Advice {
        let rule = DecisionTree.standard.walk(answer)
        guard let report, let method else { return thumb(rule, caveats: [Self.nothingMeasured]) }
        let candidates = candidates(report, method)
        guard let best = candidates.min(by: { seconds($0) < seconds($1) }) else {
            return thumb(rule, caveats: [missing(report, method)] + remarks(report))
        }
        return measured(best, rule: rule, among: candidates, report, method)
    }

    private static let nothingMeasured =
        "Nothing was measured on this machine, so this is a rule of thumb without a figure: run `forge bench matrix`."

    // MARK: The tree's questions

    private func answer(_ question: DecisionTree.Question) -> Bool {
        switch question {
        case .server: workload.device == .server
        case .interactive: workload.isInteractive
        case .fits: batch.map { $0 > 1 } ?? true
        case .shared: (workload.reuse ?? measuredReuse ?? 0) >= Workload.sharedReuse
        }
    }

    /// The most questions at a time that fit into the workload's memory; nil when that is not known or not bounded.
    private var batch: Int? {
        guard let bound = workload.memory, let memory, let method else { return nil }
        let fitting = memory.cells.filter { $0.method == method && ($0.trial?.peak ?? .max) <= bound }
        return memory.cells.contains { $0.method == method && $0.trial != nil } ? fitting.map(\.batch).max() ?? 0 : nil
    }

    /// Share of prompt tokens that the prefix cache spared in the measured sample.
    private var measuredReuse: Double? {
        guard let report, let method else { return nil }
        return report.cells.filter { $0.method == method }.compactMap { $0.median(SummaryMetric.cachedShare) }.max()
            .map { $0 / 100 }
    }

    // MARK: Candidates

    /// Measured cells of the method that the workload allows.
    private func candidates(_ report: BenchMatrixReport, _ method: String) -> [BenchMatrixCell] {
        report.cells.filter { cell in
            guard cell.method == method, cell.measured != nil, cell.median(CellFigure.secondsPerQuestion) != nil,
                let serving = report.servings.first(where: { $0.label == cell.serving })
            else { return false }
            // Times of questions that come together are not those of one that comes alone.
            if workload.isInteractive, serving.concurrency > 1 { return false }
            guard serving.isRemote == (workload.device == .server), !isWorse(cell) else { return false }
            guard let bound = workload.memory, !serving.isRemote else { return true }
            return peak(cell, serving).map { $0 <= bound } ?? true
        }
    }

    private func isWorse(_ cell: BenchMatrixCell) -> Bool {
        guard let agreement = cell.measured?.agreement, agreement.verdict == .changed,
            let difference = agreement.difference
        else { return false }
        return difference.isHigherBetter ? difference.difference < 0 : difference.difference > 0
    }

    /// Measured in a process of its own where that was done, else in the matrix's.
    private func peak(_ cell: BenchMatrixCell, _ serving: BenchMatrixPlan.Serving) -> Int? {
        let own = memory?.cells.first { $0.method == cell.method && $0.batch == serving.concurrency }?.trial?.peak
        return own ?? cell.median(CellFigure.peakMemory).map { Int($0) }
    }

    /// Seconds per question for this workload: measured, for a cache corrected to the workload's share of reused tokens.
    private func seconds(_ cell: BenchMatrixCell) -> Double {
        let own = cell.median(CellFigure.secondsPerQuestion) ?? .infinity
        return corrected(cell)?.seconds ?? own
    }

    /// The spared time taken as proportional to the share of reused tokens. Nil where nothing is to be corrected, or nothing
    /// to go by.
    private func corrected(_ cell: BenchMatrixCell) -> (seconds: Double, from: Double, to: Double)? {
        guard let wanted = workload.reuse, let report, let share = cell.median(SummaryMetric.cachedShare), share >= 5,
            abs(wanted - share / 100) > 0.1,
            let plain = report.cells.first(where: {
                $0.method == cell.method && $0.serving == ServingStyle.batched.rawValue
            })?.median(CellFigure.secondsPerQuestion), let own = cell.median(CellFigure.secondsPerQuestion)
        else { return nil }
        let spared = (plain - own) * wanted / (share / 100)
        // Answers still have to be written: no more than nine tenths can be spared.
        return (max(plain * 0.1, plain - spared), share / 100, wanted)
    }

    // MARK: Advice

    private func thumb(
        _ rule: (steps: [DecisionTree.Step], style: ServingStyle, because: String), caveats: [String]
    ) -> Advice {
        Advice(
            workload: workload, style: rule.style, serving: rule.style.rawValue, batch: batch,
            headline: "By rule of thumb: \(rule.style.title), because \(rule.because).",
            reasons: rule.steps.map { "\($0.question.text) \($0.answer ? "Yes." : "No.")" }, gains: [],
            caveats: caveats, path: rule.steps, evidence: nil,
            config: Self.config(rule.style, batch: workload.isInteractive ? 1 : max(1, batch ?? 16)))
    }

    private func measured(
        _ best: BenchMatrixCell, rule: (steps: [DecisionTree.Step], style: ServingStyle, because: String),
        among candidates: [BenchMatrixCell], _ report: BenchMatrixReport, _ method: String
    ) -> Advice {
        let serving = report.servings.first { $0.label == best.serving }
        let style = serving?.style
        let base = report.cell(method, report.baseline)
        let seconds = seconds(best)
        let baseSeconds = base?.median(CellFigure.secondsPerQuestion) ?? seconds
        let title = report.title(ofServing: best.serving)
        var reasons = [
            "Measured for \(method) on \(NumberText.count(report.questions)) questions of \(report.dataset): "
                + candidates.sorted { self.seconds($0) < self.seconds($1) }.map {
                    "\(report.title(ofServing: $0.serving)) \(NumberText.seconds(self.seconds($0))) a question"
                }.joined(separator: ", ") + "."
        ]
        if let agreement = best.measured?.agreement {
            reasons.append(
                "Of \(agreement.compared) answers \(agreement.changedAnswers) differ from those of "
                    + "\(report.title(ofServing: report.baseline)): \(BenchMatrixTables.verdict(agreement.verdict)).")
        }
        if style != rule.style {
            reasons.append(
                "The decision tree would have said \(rule.style.title); the measurement goes first.")
        }
        return Advice(
            workload: workload, style: style, serving: best.serving, batch: serving?.concurrency,
            headline: "\(title) for \(method) with \(serving?.concurrency ?? 1) at a time.", reasons: reasons,
            gains: gains(seconds, baseSeconds, base: report.title(ofServing: report.baseline)),
            caveats: caveats(best, report), path: rule.steps,
            evidence: .init(
                benchmark: report.name, method: method, serving: best.serving, questions: report.questions,
                repeats: report.repeats, baselineSeconds: baseSeconds, seconds: seconds,
                speedup: best.figure(CellFigure.speedup)),
            config: style.map { Self.config($0, batch: serving?.concurrency ?? 16) } ?? [])
    }

    private func gains(_ seconds: Double, _ baseSeconds: Double, base: String) -> [String] {
        let count = Double(workload.queries)
        guard seconds < baseSeconds else { return ["Nothing that was measured is faster than \(base)."] }
        return [
            "\(NumberText.count(workload.queries)) questions take about \(NumberText.roughSeconds(count * seconds)) in the place "
                + "of \(NumberText.roughSeconds(count * baseSeconds)) with \(base): "
                + "\(NumberText.decimal(baseSeconds / seconds, places: 2)) times as fast."
        ]
    }

    private func caveats(_ best: BenchMatrixCell, _ report: BenchMatrixReport) -> [String] {
        var found: [String] = []
        if let corrected = corrected(best) {
            found.append(
                "The sample's prompts shared \(NumberText.percent(corrected.from)) of their tokens, yours "
                    + "\(NumberText.percent(corrected.to)): the spared time was taken as proportional, which is an estimate."
            )
        }
        if report.repeats == 1 { found.append("Measured once: how much times vary from run to run is not known.") }
        return found + remarks(report)
    }

    private func remarks(_ report: BenchMatrixReport) -> [String] {
        var found: [String] = []
        if workload.memory != nil, memory == nil {
            found.append(
                "Peak memory by batch size was not measured; `forge bench memory` does so. Until then peaks are those of the "
                    + "matrix's process.")
        }
        if !report.isComplete {
            found.append("The benchmark is not complete: \(report.done) of \(report.wanted) cells.")
        }
        return found
    }

    private func missing(_ report: BenchMatrixReport, _ method: String) -> String {
        if workload.device == .server {
            return
                "No server was measured: `forge bench matrix CONFIG --base-url …` does so. Figures of this machine's processor "
                + "say nothing about it."
        }
        if workload.isInteractive {
            return "No way of serving was measured for \(method) with one question at a time."
        }
        return
            "Nothing that was measured for \(method) fits: its memory is more than \(workload.memory.map(NumberText.bytes) ?? "there is"), "
            + "or its answers are worse."
    }

    private static func config(_ style: ServingStyle, batch: Int) -> [String] {
        switch style {
        case .remote: ["engine: {type: vllm, base_url: \"http://HOST:8000/v1\"}", "concurrency: 64"]
        default:
            [
                "engine: {"
                    + style.engine(batch: batch).filter { $0.key != "cold_start" }.map { "\($0.key): \($0.value)" }
                    .joined(separator: ", ") + "}", "concurrency: \(style.concurrency(batch: batch))",
            ]
        }
    }
}
