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
        return try Comparison.make(sides, metrics: metrics(of: sides), options: options)
    }

    /// In the order of the first experiment's config, so that the metric it names first decides.
    private func metrics(of sides: [ComparedExperiment]) -> [MetricInfo] {
        let named = sides.first?.experiment.config["metrics"]?.array?.compactMap(\.string) ?? []
        let all = AnswerMetrics.all.map(MetricInfo.init)
        let first = named.compactMap { name in all.first { $0.name == name } }
        return first + all.filter { !named.contains($0.name) }
    }
}
