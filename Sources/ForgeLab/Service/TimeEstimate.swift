private import ForgeCatalogue
private import ForgeCore

/// How long a plan would take, from the latest completed experiment of the same model and method.
struct TimeEstimate {
    let service: ExperimentService

    /// Nil when for one of the experiments nothing comparable was run yet, or its number of questions is not known.
    func seconds(_ plan: ExperimentPlan) async throws -> Double? {
        var rates: [String: Double?] = [:]
        var sum = 0.0
        for config in plan.experiments {
            guard let method = try? Methods.make(config.method), let count = questions(config) else { return nil }
            let key = "\(method.label) \(config.model.name)"
            if rates[key] == nil {
                rates[key] = .some(try await secondsPerQuestion(method: method.label, model: config.model.name))
            }
            guard let rate = rates[key] ?? nil else { return nil }
            sum += rate * Double(count)
        }
        return sum
    }

    private func secondsPerQuestion(method: String, model: String) async throws -> Double? {
        let query = ExperimentQuery(statuses: [.completed], method: method, model: model, limit: 1)
        guard let latest = try await service.store.experiments(query).items.first, latest.total > 0, latest.elapsed > 0
        else { return nil }
        return latest.elapsed / Double(latest.total)
    }

    private func questions(_ config: ExperimentConfig) -> Int? {
        if let count = config.dataset.n { return count }
        guard config.dataset.path == nil else { return nil }
        return try? service.laboratory.datasets.info(config.dataset.name).entry.split(config.dataset.split).records
    }
}
