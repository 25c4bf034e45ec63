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
        return try Comparison.make(sides, metrics: Self.metrics(of: sides), options: options)
    }

    /// All that are listed, and those of another k that were scored (`recall@7`).
    private static func metrics(of sides: [ComparedExperiment]) -> [MetricInfo] {
        let listed = Set(AnswerMetrics.names)
        let scored = Set(sides.flatMap { $0.rows.flatMap(\.scores.keys) })
        let others = scored.subtracting(listed).sorted().compactMap(AnswerMetrics.named)
        return (AnswerMetrics.all + others).map(MetricInfo.init)
    }
}
