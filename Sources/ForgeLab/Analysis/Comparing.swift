package import ForgeCore

/// Reads experiments from the store and compares them.
package struct Comparing: Sendable {
    package var store: any ExperimentStore

    package init(store: any ExperimentStore) { self.store = store }

    /// - Throws: `LabError` with the reason when they may not be compared.
    package func compare(_ experiments: [Experiment], options: ComparisonOptions) async throws -> Comparison {
        var sides: [ComparedExperiment] = []
        for experiment in experiments {
            var rows: [PredictionRow] = []
            try await store.forEachPrediction(of: experiment.id) { rows.append(PredictionRow($0)) }
            let results = try await store.results(of: experiment.id)
            sides.append(ComparedExperiment(experiment, rows: rows, results: results))
        }
        return try Comparison.make(sides, metrics: AnswerMetrics.all.map(MetricInfo.init), options: options)
    }
}
