import ForgeCore

/// The charts of one experiment and of a comparison, by the names that addresses use.
package struct ExperimentCharts: Sendable {
    package enum Single: String, Sendable, CaseIterable { case latency, metrics, running }
    package enum Compared: String, Sendable, CaseIterable { case intervals, differences, latency }

    private let service: ExperimentService

    package init(service: ExperimentService) { self.service = service }

    /// - Throws: not found for an unknown experiment or chart, conflict when there is nothing to draw yet.
    package func chart(_ name: String, of id: String) async throws -> Chart {
        let experiment = try await service.store.experiment(id)
        let chart: Chart? =
            switch try Self.named(name, Single.self) {
            case .latency: LatencyHistogram.chart(try await service.store.latencies(of: id))
            case .metrics: AccuracyIntervals.chart(try await service.results(of: experiment))
            case .running: try await running(experiment)
            }
        guard let chart else { throw Self.nothing }
        return chart
    }

    /// - Throws: not found for an unknown experiment or chart; what makes a comparison impossible.
    package func chart(_ name: String, of comparison: Comparison) async throws -> Chart {
        let chart: Chart? =
            switch try Self.named(name, Compared.self) {
            case .intervals: AccuracyIntervals.chart(comparison)
            case .differences: PairedDifferences.chart(comparison)
            case .latency: try await latency(comparison)
            }
        guard let chart else { throw Self.nothing }
        return chart
    }

    private func running(_ experiment: Experiment) async throws -> Chart? {
        guard let deciding = try await service.results(of: experiment).first(where: \.isQuality),
            let metric = AnswerMetrics.named(deciding.metric)
        else { return nil }
        let outcomes = try await service.store.outcomes(
            of: experiment.id, metric: deciding.metric, range: 0..<experiment.total)
        return RunningAccuracy.chart(outcomes, metric: MetricInfo(metric))
    }

    private func latency(_ comparison: Comparison) async throws -> Chart? {
        var experiments: [(label: String, latencies: [Double])] = []
        for entry in comparison.entries {
            experiments.append((entry.label, try await service.store.latencies(of: entry.id)))
        }
        return LatencyComparison.chart(experiments)
    }

    private static func named<Name: RawRepresentable<String> & CaseIterable>(
        _ name: String, _ type: Name.Type
    ) throws -> Name {
        guard let known = Name(rawValue: name) else {
            throw LabError(
                .notFound, "chart.unknown", "There is no chart `\(name)`.",
                remedy: "Charts are: \(Name.allCases.map(\.rawValue).joined(separator: ", ")).")
        }
        return known
    }

    private static let nothing = LabError(
        .conflict, "chart.empty", "There is nothing to draw yet.", remedy: "Look again when questions are answered.")
}
