import ForgeCore
import Foundation

/// Makes the document of what is finished: a pure function of the plan and the stored experiments.
struct BenchMatrixAnalysis {
    let plan: BenchMatrixPlan
    /// The experiment of each of the plan's cells.
    let experiments: [Experiment]
    /// Finished ones, by id.
    let records: [String: CellRecord]
    /// Why others failed, by id.
    let failures: [String: String]

    func report(at date: Date = Timestamp.now()) -> BenchMatrixReport {
        var cells = plan.methods.flatMap { method in
            plan.servings.compactMap { cell(method.label, $0.label) }
        }
        let front = ParetoFront.members(cells.map(\.objectives))
        for index in cells.indices { cells[index].measured?.isOnFrontier = front.contains(index) }
        let first = experiments.first
        return BenchMatrixReport(
            name: plan.name, summary: plan.summary, model: first?.model ?? "", dataset: first?.dataset ?? "",
            split: first?.split ?? "", questions: first?.total ?? 0, sampleHash: first?.sampleHash ?? "",
            seed: first?.seed ?? 0, metric: metric, repeats: plan.repeats, batch: plan.batch,
            baseline: plan.baseline, methods: plan.methods, servings: plan.servings, cells: cells, host: .current,
            forge: .current, engine: builds.first, warnings: warnings,
            startedAt: experiments.map(\.createdAt).min() ?? date, updatedAt: date)
    }

    /// The deciding metric, once something is scored.
    private var metric: String? {
        plan.cells.first?.config.metrics.first
            ?? experiments.lazy.compactMap { records[$0.id]?.results.first(where: \.isQuality)?.metric }.first
    }

    // MARK: Cells

    /// The finished repeats of a cell, in order.
    private func turns(_ method: String, _ serving: String) -> [CellRecord] {
        indices(method, serving).compactMap { records[experiments[$0].id] }
    }

    private func indices(_ method: String, _ serving: String) -> [Int] {
        plan.cells.indices.filter { plan.cells[$0].method == method && plan.cells[$0].serving == serving }
    }

    /// Nil for a combination that the plan does not know.
    private func cell(_ method: String, _ serving: String) -> BenchMatrixCell? {
        if let omitted = plan.omissions.first(where: { $0.method == method && $0.serving == serving }) {
            return BenchMatrixCell(
                method: method, serving: serving, state: .omitted, reason: omitted.reason, experiments: [])
        }
        let own = indices(method, serving)
        guard !own.isEmpty else { return nil }
        let turns = turns(method, serving)
        let failure = own.lazy.compactMap { failures[experiments[$0].id] }.first
        return BenchMatrixCell(
            method: method, serving: serving,
            state: failure != nil ? .failed : turns.count == own.count ? .done : .pending, reason: failure,
            experiments: turns.map(\.experiment.id), measured: measured(turns, method, serving))
    }

    private func measured(_ turns: [CellRecord], _ method: String, _ serving: String) -> BenchMatrixCell.Measured? {
        guard let first = turns.first else { return nil }
        let latencies = first.rows.filter(\.isAnswered).map(\.latency)
        let base = self.turns(method, plan.baseline)
        return BenchMatrixCell.Measured(
            accuracy: metric.flatMap { name in first.results.first { $0.metric == name } },
            failed: first.rows.count { !$0.isAnswered },
            changedByRepeat: turns.count > 1 ? turns.dropFirst().map { $0.changes(from: first).outputs }.max() : nil,
            figures: figures(turns, speedups: speedups(method, serving)),
            latency: Set(latencies).count > 1
                ? Statistics.bootstrapMean(latencies, seed: first.experiment.seed) : nil,
            agreement: serving == plan.baseline ? nil : base.first.map { agreement(first, $0) },
            isOnFrontier: false)
    }

    private static let figures = [
        SummaryMetric.latencyMean, SummaryMetric.latencyP50, SummaryMetric.latencyP95, SummaryMetric.ttftP50,
        SummaryMetric.ttftP95, SummaryMetric.sampleThroughput, SummaryMetric.outputThroughput,
        SummaryMetric.promptThroughput, SummaryMetric.tokensPerSample, SummaryMetric.cacheHitRate,
        SummaryMetric.cachedShare, SummaryMetric.cacheSaved, SummaryMetric.paddingTokens, SummaryMetric.acceptance,
    ]

    private func figures(_ turns: [CellRecord], speedups: [Double]) -> [String: Spread] {
        var found: [String: Spread] = [:]
        for name in Self.figures { found[name] = Spread(turns.compactMap { $0.value(name) }) }
        found[CellFigure.secondsPerQuestion] = Spread(turns.compactMap(\.secondsPerQuestion))
        found[CellFigure.peakMemory] = Spread(turns.compactMap { $0.peakMemory.map(Double.init) })
        found[CellFigure.speedup] = Spread(speedups)
        return found
    }

    /// Of every repeat over the baseline's of the same number: both are hit alike by what else the machine does.
    private func speedups(_ method: String, _ serving: String) -> [Double] {
        func throughput(_ index: Int) -> Double? {
            records[experiments[index].id]?.value(SummaryMetric.sampleThroughput)
        }
        return zip(indices(method, serving), indices(method, plan.baseline)).compactMap { own, base in
            throughput(own).flatMap { own in throughput(base).map { own / $0 } }
        }
    }

    private func agreement(_ cell: CellRecord, _ base: CellRecord) -> CellAgreement {
        let changes = cell.changes(from: base)
        let difference = metric.flatMap(AnswerMetrics.named).flatMap {
            PairAnalysis(base.rows, cell.rows, options: .init(seed: base.experiment.seed)).difference(MetricInfo($0))
        }
        return CellAgreement(
            compared: changes.compared, changedOutputs: changes.outputs, changedAnswers: changes.answers,
            difference: difference)
    }

    // MARK: What to know

    private var local: [EngineInfo] {
        experiments.compactMap { records[$0.id]?.experiment.engineInfo }.filter { $0.server == nil }
    }

    private var builds: [String] { local.map { "\($0.engine) \($0.build)" } }

    private var warnings: [String] {
        var found = plan.warnings.map(\.message)
        if Set(builds).count > 1 { found.append("Cells were measured with different builds of the engine.") }
        if Set(local.compactMap(\.modelSHA256)).count > 1 {
            found.append("Cells were measured with different weights: the model's file was changed between them.")
        }
        if Set(experiments.map(\.sampleHash)).count > 1 {
            found.append("Cells hold different questions: the data set was changed between them.")
        }
        let engineWarnings = local.flatMap(\.warnings)
        return found + Set(engineWarnings).sorted()
    }
}

extension Experiment {
    fileprivate var engineInfo: EngineInfo? {
        guard let kept = provenance["engine"], let data = try? JSON.data(kept) else { return nil }
        return try? JSON.decode(from: data)
    }
}

extension BenchMatrixCell {
    /// Accuracy, and what it costs as negative numbers: more is better in all. Nil when one is missing.
    fileprivate var objectives: [Double]? {
        guard let accuracy = measured?.accuracy?.value, let latency = median(SummaryMetric.latencyMean),
            let cost = median(CellFigure.secondsPerQuestion)
        else { return nil }
        return [accuracy, -latency, -cost]
    }
}
