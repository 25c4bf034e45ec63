package import ForgeCore

/// Applies metrics to outputs, at run time and again when rescoring.
package enum Scoring {
    /// Metric name → score; metrics that do not apply are left out.
    package static func scores(of prediction: Prediction, sample: Sample, metrics: [any Metric]) -> [String: Double] {
        guard prediction.status == .answered else { return [:] }
        return AnswerMetrics.scores(ScorableOutput(prediction), for: sample, metrics: metrics)
    }

    /// The metrics a config names, or the defaults of the samples' task families.
    ///
    /// - Throws: `LabError` for a name that is no metric.
    package static func metrics(named names: [String], for samples: [Sample]) throws -> [any Metric] {
        guard names.isEmpty else { return try names.map(metric) }
        var chosen: [any Metric] = []
        for family in TaskFamily.allCases where samples.contains(where: { $0.task == family }) {
            for metric in AnswerMetrics.defaults(for: family) where !chosen.contains(where: { $0.name == metric.name })
            {
                chosen.append(metric)
            }
        }
        return chosen
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
