import ForgeCatalogue
import ForgeCore

/// How long a config's experiments will take, as far as earlier ones tell.
package struct PlanEstimate: Sendable, Codable, Hashable {
    package var experiments: Int
    /// Over all experiments; nil when a data set does not say how many it has.
    package var questions: Int?
    /// Seconds of work; nil when nothing like one of them was ever completed here.
    package var seconds: Double?
    /// Completed experiments that the estimate is made from.
    package var basis: Int
}

/// Estimates from completed experiments of the same model and method: their median time per question.
struct Estimator {
    let store: any ExperimentStore
    /// Questions of a data set when all are asked.
    let population: (DatasetConfig) -> Int?

    /// More of them would say nothing newer.
    private static let recent = 20

    func estimate(_ plan: ExperimentPlan) async throws -> PlanEstimate {
        var estimate = PlanEstimate(experiments: plan.experiments.count, questions: 0, seconds: 0, basis: 0)
        var known: [[String]: [Double]] = [:]
        for config in plan.experiments {
            let kind = [config.model.name, try Methods.make(config.method).label]
            let times = if let times = known[kind] { times } else { try await secondsPerQuestion(kind[0], kind[1]) }
            if known[kind] == nil { estimate.basis += times.count }
            known[kind] = times
            let questions = config.dataset.n ?? population(config.dataset)
            let seconds = Self.median(times).flatMap { time in questions.map { time * Double($0) } }
            estimate.questions = Self.sum(estimate.questions, questions)
            estimate.seconds = Self.sum(estimate.seconds, seconds)
        }
        return estimate
    }

    private func secondsPerQuestion(_ model: String, _ method: String) async throws -> [Double] {
        let query = ExperimentQuery(
            statuses: [.completed], method: method, model: model, sort: .finished, limit: Self.recent)
        let ids = try await store.experiments(query).items.map(\.id)
        let results = try await store.results(of: ids, metrics: [SummaryMetric.sampleThroughput])
        return results.values.compactMap { $0.first?.value }.filter { $0 > 0 }.map { 1 / $0 }
    }

    private static func median(_ values: [Double]) -> Double? { Statistics.percentile(values, 50) }

    /// What is unknown makes the whole unknown.
    private static func sum<Number: AdditiveArithmetic>(_ left: Number?, _ right: Number?) -> Number? {
        guard let left, let right else { return nil }
        return left + right
    }
}

extension ExperimentService {

    package func estimate(_ plan: ExperimentPlan) async throws -> PlanEstimate {
        let catalogue = laboratory.datasets.catalogue
        return try await Estimator(store: store) { dataset in
            try? catalogue.dataset(dataset.name).split(dataset.split).records
        }.estimate(plan)
    }
}
