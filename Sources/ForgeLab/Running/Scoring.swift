package import ForgeCore

/// Applies metrics to outputs, at run time and again when rescoring.
package enum Scoring {
    /// Metric name → score; metrics that do not apply are left out.
    package static func scores(of prediction: Prediction, sample: Sample, metrics: [any Metric]) -> [String: Double] {
        guard prediction.status == .answered else { return [:] }
        return AnswerMetrics.scores(ScorableOutput(prediction), for: sample, metrics: metrics)
    }

    /// The metrics a config names, or the defaults of the samples' task families and of what the method looks up.
    ///
    /// - Parameters:
    ///   - retrieval: what the method looks up.
    ///   - isAgent: whether the method calls tools, and its trace is measured.
    ///   - isJudged: whether the config asks for faithfulness, which is then among them.
    /// - Throws: `LabError` for a name that is no metric.
    package static func metrics(
        named names: [String], for samples: [Sample], retrieval: RetrievalSpecification? = nil, isAgent: Bool = false,
        isJudged: Bool = false
    ) throws -> [any Metric] {
        var chosen = try names.map(metric)
        if names.isEmpty {
            for family in TaskFamily.allCases where samples.contains(where: { $0.task == family }) {
                for metric in AnswerMetrics.defaults(for: family) { add(metric, to: &chosen) }
            }
            if isAgent {
                chosen += AgentMetric.Measure.allCases.map(AgentMetric.init)
            } else {
                for metric in retrieval.map({ lookups($0, samples) }) ?? [] { add(metric, to: &chosen) }
            }
        }
        guard isJudged, retrieval != nil, !chosen.contains(where: { $0 is FaithfulnessMetric }) else { return chosen }
        return chosen + FaithfulnessMetric.Measure.allCases.map(FaithfulnessMetric.init)
    }

    /// Supporting titles are known of some data sets only.
    private static func lookups(_ retrieval: RetrievalSpecification, _ samples: [Sample]) -> [any Metric] {
        let hasEvidence = samples.contains { !$0.supportingFacts.isEmpty }
        let measures: [RetrievalMetric.Measure] = hasEvidence ? [.recall, .mrr, .ndcg] : []
        return [RetrievalMetric(.hit, k: retrieval.k), ShownHit()]
            + measures.map { RetrievalMetric($0, k: retrieval.k) }
    }

    private static func add(_ metric: any Metric, to chosen: inout [any Metric]) {
        if !chosen.contains(where: { $0.name == metric.name }) { chosen.append(metric) }
    }

    private static func metric(named name: String) throws -> any Metric {
        guard let metric = AnswerMetrics.named(name) else {
            throw LabError(
                .invalidInput, "config.metric", "there is no metric \(name)",
                remedy: "metrics are: \(AnswerMetrics.all.map(\.name).joined(separator: ", "))")
        }
        return metric
    }
}
