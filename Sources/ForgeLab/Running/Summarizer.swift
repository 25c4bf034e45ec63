package import ForgeCore

/// Computes an experiment's results from its stored predictions, after a run and after rescoring.
package struct Summarizer: Sendable {
    package var store: any ExperimentStore

    package init(store: any ExperimentStore) { self.store = store }

    package func summarize(_ id: String, metrics: [any Metric]) async throws {
        let experiment = try await store.experiment(id)
        var summary = ExperimentSummary(metrics: metrics.map(MetricInfo.init))
        try await store.forEachPrediction(of: id) { summary.add(PredictionRow($0)) }
        try await store.replaceResults(
            of: id,
            summary.results(.init(elapsed: experiment.elapsed, seed: experiment.seed))
                + (CanaryReport(of: experiment)?.results ?? []))
    }
}
