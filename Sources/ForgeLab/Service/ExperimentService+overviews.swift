import ForgeCore

extension ExperimentService {
    /// - Parameter count: experiments in each of its lists, at most.
    package func stats(count: Int = 5) async throws -> DashboardStats {
        let queue = try await queue.state()
        var running: [ExperimentProgress] = []
        for id in queue.running { running.append(try await progress(of: id)) }
        var waiting: [Experiment] = []
        for id in queue.waiting.prefix(count) { waiting.append(try await store.experiment(id)) }
        let completed = ExperimentQuery(statuses: [.completed], sort: .finished, limit: count)
        return DashboardStats(
            facets: try await store.facets(), leaders: try await store.leaders(),
            latest: try await list(completed).items, running: running,
            waiting: waiting.map { ExperimentOverview($0, results: [], isQueued: true) }, queue: queue)
    }

    package func details(of id: String) async throws -> ExperimentDetails {
        let experiment = try await store.experiment(id)
        return ExperimentDetails(
            experiment: experiment, progress: try await progress(of: id), results: try await results(of: experiment))
    }
}
