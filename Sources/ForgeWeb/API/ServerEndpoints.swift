import ForgeCore
import ForgeLab
import Hummingbird

/// Overviews of everything: what filters can offer, the dashboard's numbers, the line.
struct ServerEndpoints {
    let service: ExperimentService

    var all: [Endpoint] { [facets, stats, queue] }

    private var facets: Endpoint {
        reading("facets", "getFacets", "What the filters of the list can offer.", "Facets") { _ in
            try Response.json(try await service.store.facets())
        }
    }

    private var stats: Endpoint {
        reading("stats", "getStats", "The numbers of the dashboard.", "Stats") { _ in
            try Response.json(try await Stats(service))
        }
    }

    private var queue: Endpoint {
        reading("queue", "getQueue", "Who runs and who waits.", "Queue") { _ in
            try Response.json(try await service.queue.state())
        }
    }

    private func reading(
        _ name: String, _ id: String, _ summary: String, _ schema: String, handler: @escaping Endpoint.Handler
    ) -> Endpoint {
        let operation = Operation(
            id: id, tag: "Server", summary: summary,
            answers: [.init(status: .ok, summary: summary, schema: Schema.ref(schema))])
        return Endpoint(.get, "/api/v1/\(name)", operation, handler: handler)
    }
}

/// The numbers of the dashboard.
private struct Stats: Encodable {
    struct Leader: Encodable {
        var dataset: String
        var split: String
        var experiment: ExperimentOverview
        var result: MetricResult
        var competitors: Int
    }

    var experiments: Int
    var statuses: [String: Int]
    var predictions: Int
    var calls: Int
    var queue: QueueState
    var leaders: [Leader]

    init(_ service: ExperimentService) async throws {
        let facets = try await service.store.facets()
        let queue = try await service.queue.state()
        experiments = facets.statuses.values.reduce(0, +)
        statuses = facets.statuses
        predictions = facets.predictions
        calls = facets.calls
        self.queue = queue
        leaders = try await service.store.leaders().map { leader in
            Leader(
                dataset: leader.dataset, split: leader.split,
                experiment: ExperimentOverview(
                    leader.experiment, results: [leader.result], isQueued: queue.contains(leader.experiment.id)),
                result: leader.result, competitors: leader.competitors)
        }
    }
}
