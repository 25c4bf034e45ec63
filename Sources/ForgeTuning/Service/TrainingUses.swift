package import ForgeCore
package import ForgeLab
import ForgeTraining
import Foundation

/// An experiment that was answered with a training's adapter.
package struct TrainingUse: Sendable, Hashable {
    package var experiment: Experiment
    /// Its deciding metric.
    package var result: MetricResult?
}

extension TrainingService {
    private static let most = 1000

    /// The experiments that used the adapter of a training, the newest first.
    package func uses(of training: TrainingListing) async throws -> [TrainingUse] {
        guard let adapter = training.adapter else { return [] }
        return try await uses(of: [training.name: adapter])[training.name] ?? []
    }

    /// The same for several trainings in one pass over the experiments.
    func uses(of adapters: [String: AdapterFiles]) async throws -> [String: [TrainingUse]] {
        let found = try await AdapterUses(store: store, trainings: home.trainings)
            .experiments(with: adapters, most: Self.most)
        let results = try await store.results(of: found.values.flatMap { $0.map(\.id) }, metrics: nil)
        return found.mapValues { experiments in
            experiments.map { TrainingUse(experiment: $0, result: results[$0.id]?.first(where: \.isQuality)) }
        }
    }

    /// Helpfulness (held-out reward accuracy) against factuality (exact match on TriviaQA) of all adapters that have both.
    ///
    /// - Throws: `TuningError` `chart.empty` while there is none.
    package func tradeOff() async throws -> Chart {
        let trainings = library.list().filter { $0.adapter != nil && $0.heldOut != nil }
        let uses = try await uses(
            of: Dictionary(
                uniqueKeysWithValues: trainings.compactMap { training in
                    training.adapter.map { (training.name, $0) }
                }))
        let points = trainings.compactMap { training -> TradeOff.Point? in
            guard let heldOut = training.heldOut?.rewardAccuracy,
                let use = uses[training.name]?.first(where: { Self.isFactuality($0) }), let result = use.result,
                let value = result.value
            else { return nil }
            return TradeOff.Point(
                label: training.name, x: heldOut.value, xInterval: Interval(low: heldOut.low, high: heldOut.high),
                y: value, yInterval: result.range)
        }
        let chart = TradeOff(
            title: "Helpfulness against factuality", horizontal: "held-out reward accuracy",
            vertical: "exact match on TriviaQA", points: points
        ).chart
        guard let chart else {
            throw TuningError(
                .conflict, "chart.empty", "There is nothing to draw yet.",
                remedy: "Run an experiment on TriviaQA with the adapter of a training that held out pairs.")
        }
        return chart
    }

    private static func isFactuality(_ use: TrainingUse) -> Bool {
        use.experiment.status == .completed && use.experiment.dataset.lowercased().contains("trivia")
            && use.result.map { $0.metric.hasPrefix("em") } ?? false
    }
}
