import ForgeCore
import ForgeLab
import HTTPTypes
import Hummingbird

/// `POST /api/v1/experiments/{id}/…`: run, stop, resume, score again, copy, restore.
struct ExperimentActions {
    let service: ExperimentService

    var all: [Endpoint] { [run, stop, resume, rescore, clone, restore] }

    private var run: Endpoint {
        progressing("run", "Put an experiment in the line; harmless when it is there already.") {
            try await service.run($0)
        }
    }

    private var resume: Endpoint {
        progressing("resume", "Put a stopped or failed experiment in the line; what is answered stays.") {
            try await service.run($0)
        }
    }

    private var stop: Endpoint {
        progressing("stop", "End a run at its next decode step, or take it out of the line; what is answered stays.") {
            try await service.stop($0)
        }
    }

    private var restore: Endpoint {
        let answer = Operation.Answer(status: .ok, summary: "The experiment.", schema: Schema.ref("Experiment"))
        var endpoint = action("restore", "Undo a deletion.", answer) { [service] call in
            try Response.json(try await service.restore(call.id))
        }
        endpoint.role = .admin
        return endpoint
    }

    private var clone: Endpoint {
        let answer = Operation.Answer(status: .created, summary: "The copy.", schema: Schema.ref("Experiment"))
        return action("clone", "Make a pending experiment with the same config.", answer) { [service] call in
            let copy = try await service.clone(call.id)
            var response = try Response.json(copy, status: .created)
            response.headers[.location] = "\(ExperimentEndpoints.path)/\(copy.id)"
            return response
        }
    }

    private struct RescoreOptions: Decodable {
        var metrics: [String]?
    }

    private var rescore: Endpoint {
        let answer = Operation.Answer(status: .ok, summary: "The new results.", schema: Schema.ref("Results"))
        var endpoint = action("rescore", "Score the stored outputs again; nothing is generated.", answer) {
            [service] call in
            let input: RescoreOptions = try await call.body()
            return try Response.json(Items(try await service.rescore(call.id, metrics: input.metrics ?? [])))
        }
        endpoint.operation.body = Schema.ref("RescoreOptions")
        endpoint.operation.isBodyRequired = false
        return endpoint
    }

    private func progressing(
        _ name: String, _ summary: String, _ work: @escaping @Sendable (String) async throws -> ExperimentProgress
    ) -> Endpoint {
        let answer = Operation.Answer(
            status: .ok, summary: "Where it stands.", schema: Schema.ref("ExperimentProgress"))
        return action(name, summary, answer) { try Response.json(try await work($0.id)) }
    }

    private func action(
        _ name: String, _ summary: String, _ answer: Operation.Answer, handler: @escaping Endpoint.Handler
    ) -> Endpoint {
        let operation = Operation(
            id: "\(name)Experiment", tag: "Experiments", summary: summary, parameters: [.experiment],
            answers: [answer], problems: [.conflict])
        return Endpoint(.post, "\(ExperimentEndpoints.path)/{id}/\(name)", operation, handler: handler)
    }
}

/// A list that always comes whole, as an object so that members can be added.
struct Items<Item: Encodable>: Encodable {
    var items: [Item]

    init(_ items: [Item]) { self.items = items }
}
