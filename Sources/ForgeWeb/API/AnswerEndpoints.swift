import ForgeCore
import ForgeLab
import Hummingbird

/// What an experiment brought: progress, results, predictions, model calls, samples, outcomes.
struct AnswerEndpoints {
    let service: ExperimentService
    private let sampleSets: SampleSetShelf

    init(service: ExperimentService) {
        self.service = service
        sampleSets = SampleSetShelf(store: service.store)
    }

    var all: [Endpoint] { [progress, results, predictions, prediction, calls, samples, outcomes, agents] }

    private var progress: Endpoint {
        reading("progress", "getProgress", "Where it stands.", Schema.ref("ExperimentProgress")) { [service] call in
            try Response.json(try await service.progress(of: call.id))
        }
    }

    private var results: Endpoint {
        reading(
            "results", "getResults", "Its results; of an unfinished one those so far.", Schema.ref("Results")
        ) { [service] call in
            let experiment = try await service.store.experiment(call.id)
            return try Response.json(Items(try await service.results(of: experiment)))
        }
    }

    private var predictions: Endpoint {
        reading(
            "predictions", "listPredictions", "A page of the answered samples.", Schema.ref("PredictionPage"),
            parameters: PredictionParameters.all
        ) { [service] call in
            let query = try PredictionParameters.query(call.query)
            return try Response.json(try await service.store.predictions(of: call.id, query))
        }
    }

    private struct PredictionDetail: Encodable {
        var prediction: Prediction
        var calls: [ModelCall]
    }

    private var prediction: Endpoint {
        reading(
            "predictions/{index}", "getPrediction", "One sample's outcome with up to 200 of its model calls.",
            Schema.ref("PredictionDetail"), parameters: [.index]
        ) { [service] call in
            let index = Int(call.path["index"]) ?? 0
            let found = try await service.store.predictions(of: call.id, PredictionQuery(indices: [index], limit: 1))
            guard let prediction = found.items.first else {
                throw Problem(
                    status: .notFound, code: "prediction.missing", title: "Sample \(index) is not answered.",
                    remedy: "See the experiment's `done` and `total`.")
            }
            let calls = try await service.store.calls(of: call.id, index: index, cursor: nil, limit: 200)
            return try Response.json(PredictionDetail(prediction: prediction, calls: calls.items))
        }
    }

    private var calls: Endpoint {
        reading(
            "runs", "listCalls", "A page of the model calls, in sample order.", Schema.ref("ModelCallPage"),
            parameters: [
                .init("index", "Only this sample's.", schema: Schema.integer(0...9_999_999)), .cursor, .limit(),
            ]
        ) { [service] call in
            try Response.json(
                try await service.store.calls(
                    of: call.id, index: call.query.int("index"), cursor: call.query.text("cursor"),
                    limit: call.query.int("limit") ?? 50))
        }
    }

    private var samples: Endpoint {
        reading(
            "samples", "listSamples", "A page of the questions that it asks.", Schema.ref("SamplePage"),
            parameters: [
                .init("text", "Part of the question or an answer, ignoring case."), .offset,
                .limit(100, default: 20),
            ]
        ) { [sampleSets] call in
            let samples = try await sampleSets.samples(of: call.id)
            return try Response.json(SampleItems(samples, call.query))
        }
    }

    private struct Outcomes: Encodable {
        var metric: String
        var total: Int
        var items: [SampleOutcome]
    }

    private var outcomes: Endpoint {
        reading(
            "outcomes", "listOutcomes", "Scores by position, for overviews of many samples.", Schema.ref("Outcomes"),
            parameters: [
                .init("metric", "The deciding one when absent."), .offset, .limit(5000, default: 1000),
            ]
        ) { [service] call in
            let experiment = try await service.store.experiment(call.id)
            let deciding = try await service.results(of: experiment).first?.metric
            let metric = call.query.text("metric") ?? deciding ?? ""
            let start = call.query.int("offset") ?? 0
            let items = try await service.store.outcomes(
                of: call.id, metric: metric, range: start..<start + (call.query.int("limit") ?? 1000))
            return try Response.json(Outcomes(metric: metric, total: experiment.total, items: items))
        }
    }

    private var agents: Endpoint {
        reading(
            "agents", "getAgentFigures", "How its agents ended and what their tools answered.",
            Schema.ref("AgentFigures")
        ) { [service] call in
            try Response.json(try await service.store.agentFigures(of: call.id))
        }
    }

    private func reading(
        _ name: String, _ id: String, _ summary: String, _ schema: JSONValue,
        parameters: [Operation.Parameter] = [], handler: @escaping Endpoint.Handler
    ) -> Endpoint {
        let operation = Operation(
            id: id, tag: "Answers", summary: summary, parameters: [.experiment] + parameters,
            answers: [.init(status: .ok, summary: summary, schema: schema)])
        return Endpoint(.get, "\(ExperimentEndpoints.path)/{id}/\(name)", operation, handler: handler)
    }
}
