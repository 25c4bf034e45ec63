package import ForgeCore

/// Applies metrics to stored outputs without generating anything.
package struct Rescoring: Sendable {
    package var store: any ExperimentStore

    package init(store: any ExperimentStore) { self.store = store }

    /// Replaces an experiment's scores and results.
    ///
    /// - Parameter names: metric names; empty for the defaults of the samples' task families.
    /// - Throws: `LabError` for an unknown metric or an unfinished experiment; the store's error.
    package func rescore(_ id: String, metrics names: [String]) async throws {
        let experiment = try await store.experiment(id)
        guard experiment.status == .completed else {
            throw LabError(
                .conflict, "rescore.unfinished", "\(experiment.name) is not finished", remedy: "forge resume \(id)")
        }
        let samples = try await store.samples(of: id).samples
        let metrics = try Scoring.metrics(named: names, for: samples)
        var scores: [Int: [String: Double]] = [:]
        try await store.forEachPrediction(of: id) { prediction in
            scores[prediction.index] = Scoring.scores(
                of: prediction, sample: samples[prediction.index], metrics: metrics)
        }
        try await store.replaceScores(of: id, scores)
        try await Summarizer(store: store).summarize(id, metrics: metrics)
    }
}
