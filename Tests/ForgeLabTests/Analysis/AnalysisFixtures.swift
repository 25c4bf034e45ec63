import ForgeCore

@testable import ForgeLab

enum AnalysisFixtures {
    static let em = MetricInfo(name: "em.squad", version: 1, isBinary: true)
    static let f1 = MetricInfo(name: "f1.squad", version: 1, isBinary: false)

    static func experiment(
        _ name: String, total: Int, id: String? = nil, sample: String = "aaaabbbbcccc",
        status: ExperimentStatus = .completed, config: JSONValue = [:]
    ) -> Experiment {
        var experiment = Experiment(
            id: id ?? "id-\(name)", name: name, method: name, model: "m", dataset: "nq-open", split: "test", seed: 7,
            total: total, config: config, configHash: "c", sampleHash: sample)
        experiment.status = status
        experiment.done = total
        experiment.elapsed = 10
        return experiment
    }

    /// Rows whose em is 1 at the given indices, f1 = em, latency 1 s and 10 output tokens.
    static func rows(_ total: Int, right: some Sequence<Int>, latency: Double = 1) -> [PredictionRow] {
        let right = Set(right)
        return (0..<total).map {
            let score = right.contains($0) ? 1.0 : 0.0
            return PredictionRow(
                index: $0, scores: ["em.squad": score, "f1.squad": score], latency: latency, inputTokens: 20,
                outputTokens: 10)
        }
    }

    static func side(_ name: String, _ total: Int, right: some Sequence<Int>) -> ComparedExperiment {
        ComparedExperiment(experiment(name, total: total), rows: rows(total, right: right))
    }
}
