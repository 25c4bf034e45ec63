package import ForgeCore

/// Applies metrics to stored outputs without generating anything.
package struct Rescoring: Sendable {
    package var store: any ExperimentStore

    package init(store: any ExperimentStore) { self.store = store }

    /// Replaces an experiment's scores and results.
    ///
    /// - Parameter reparse: also take the answers from the outputs again with today's parser.
    /// - Throws: `LabError` for an unknown metric; the store's error.
    package func rescore(_ id: String, metrics names: [String]) async throws -> [MetricResult] {
        let samples = try await store.samples(of: id)
        let metrics = try Scoring.metrics(named: names, for: samples.samples)
        var batch: [Int: [String: Double]] = [:]
        var cursor: String?
        repeat {
            let page = try await store.predictions(of: id, PredictionQuery(cursor: cursor, limit: 1000))
            for prediction in page.items {
                batch[prediction.index] = Scoring.scores(
                    of: prediction, sample: samples.samples[prediction.index], metrics: metrics)
            }
            cursor = page.next
        } while cursor != nil
        try await store.replaceScores(of: id, batch)
        try await Summarizer(store: store).summarize(id, metrics: metrics)
        return try await store.results(of: id)
    }
}
