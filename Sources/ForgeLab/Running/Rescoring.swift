package import ForgeCore

/// Applies metrics to stored outputs without generating anything.
package struct Rescoring: Sendable {
    package var store: any ExperimentStore
    /// Needed for faithfulness that was not judged yet, or by another model.
    package var entailment: EntailmentProvider?

    package init(store: any ExperimentStore, entailment: EntailmentProvider? = nil) {
        self.store = store
        self.entailment = entailment
    }

    /// Replaces an experiment's scores and results.
    ///
    /// - Parameters:
    ///   - names: metric names; empty for the defaults of the samples' task families and of the experiment's method.
    ///   - nli: judge answers again with this NLI model. Without it stored judgements are used, and an experiment that has
    ///     none is judged by the model of its config, else by the default one.
    /// - Throws: `LabError` for an unknown metric or an unfinished experiment; the store's or the judge's error.
    package func rescore(_ id: String, metrics names: [String], nli: String? = nil) async throws {
        let experiment = try await store.experiment(id)
        guard experiment.status == .completed else {
            throw LabError(
                .conflict, "rescore.unfinished", "\(experiment.name) is not finished", remedy: "forge resume \(id)")
        }
        let samples = try await store.samples(of: id).samples
        // Experiments of tests and of older versions may have no config that can be read.
        let config = try? experiment.resolvedConfig()
        let retrieval = try config.flatMap { try Methods.make($0.method).retrieval }
        let metrics = try Scoring.metrics(
            named: names, for: samples, retrieval: retrieval, isJudged: nli != nil || config?.faithfulness != nil)
        if metrics.contains(where: { $0 is FaithfulnessMetric }) {
            try await judge(experiment, again: nli != nil, nli: nli ?? config?.faithfulness?.nli)
        }
        var scores: [Int: [String: Double]] = [:]
        try await store.forEachPrediction(of: id) { prediction in
            scores[prediction.index] = Scoring.scores(
                of: prediction, sample: samples[prediction.index], metrics: metrics)
        }
        try await store.replaceScores(of: id, scores)
        try await Summarizer(store: store).summarize(id, metrics: metrics)
    }

    // MARK: Judging

    /// Answers judged at once: the judge computes them together.
    private static let batch = 32

    private func judge(_ experiment: Experiment, again: Bool, nli: String?) async throws {
        if !again, experiment.provenance["nli"]?.object != nil { return }
        guard let entailment else {
            throw LabError(
                .unavailable, "retrieval.unavailable", "no NLI models can be loaded here",
                remedy: "leave the faithfulness metrics out")
        }
        var scorer: FaithfulnessScorer?
        var open: [Prediction] = []
        try await store.forEachPrediction(of: experiment.id) { prediction in
            guard prediction.trace[RetrievalTrace.key] != nil else { return }
            if scorer == nil { scorer = FaithfulnessScorer(judge: try await entailment(nli)) }
            open.append(prediction)
            if open.count == Self.batch, let scorer {
                try await judge(open, with: scorer, in: experiment.id)
                open = []
            }
        }
        guard let scorer else { return }
        try await judge(open, with: scorer, in: experiment.id)
        var provenance = experiment.provenance.object ?? [:]
        provenance["nli"] = try JSON.decode(from: JSON.data(scorer.info))
        try await store.update(experiment.id, ExperimentChange(provenance: .object(provenance)))
    }

    private func judge(_ predictions: [Prediction], with scorer: FaithfulnessScorer, in id: String) async throws {
        let traces = try await withThrowingTaskGroup(of: (Int, JSONValue)?.self) { group in
            for prediction in predictions {
                group.addTask {
                    guard let report = try await scorer.report(prediction) else { return nil }
                    return (prediction.index, try prediction.trace.with(report, as: FaithfulnessReport.key))
                }
            }
            var traces: [Int: JSONValue] = [:]
            for try await judged in group {
                if let (index, trace) = judged { traces[index] = trace }
            }
            return traces
        }
        try await store.replaceTraces(of: id, traces)
    }
}
