package import ForgeCore

/// Computes an experiment's results from its stored predictions, after a run and after rescoring.
package struct Summarizer: Sendable {
    package var store: any ExperimentStore

    package init(store: any ExperimentStore) { self.store = store }

    package func summarize(_ id: String, metrics: [any Metric]) async throws {
        let experiment = try await store.experiment(id)
        var rows: [PredictionRow] = []
        rows.reserveCapacity(experiment.done)
        try await store.forEachPrediction(of: id) { rows.append(PredictionRow($0)) }
        let results = ExperimentSummary.results(of: rows, experiment: experiment, metrics: metrics)
        try await store.replaceResults(of: id, results)
    }
}
