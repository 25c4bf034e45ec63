import ForgeCore
import ForgeLab
import Hummingbird

/// `/api/v1/experiments`: make, list, look at.
struct ExperimentEndpoints {
    let service: ExperimentService

    var all: [Endpoint] { [list, get, create] }

    private static let path = "/api/v1/experiments"

    private var list: Endpoint {
        Endpoint(
            .get, Self.path,
            Operation(
                id: "listExperiments", tag: "Experiments", summary: "A page of the list of experiments.",
                answers: [.init(status: .ok, summary: "The page.", schema: ["type": "object"])])
        ) { [service] _, _ in
            try Response.json(try await service.list(ExperimentQuery()))
        }
    }

    private var get: Endpoint {
        Endpoint(
            .get, "\(Self.path)/{id}",
            Operation(
                id: "getExperiment", tag: "Experiments", summary: "One experiment.",
                parameters: [.init("id", in: .path, "The experiment's id.")],
                answers: [.init(status: .ok, summary: "The experiment.", schema: ["type": "object"])],
                problems: [.notFound])
        ) { [service] _, context in
            try Response.json(try await service.store.experiment(try context.parameter("id")))
        }
    }

    private struct NewExperiment: Decodable {
        var config: String
        var run: Bool?
    }

    private var create: Endpoint {
        Endpoint(
            .post, Self.path,
            Operation(
                id: "createExperiments", tag: "Experiments", summary: "Make the experiments of a config.",
                body: ["type": "object"],
                answers: [.init(status: .created, summary: "The experiments.", schema: ["type": "array"])],
                problems: [.unprocessableContent, .conflict])
        ) { [service] request, context in
            let input = try await request.decode(as: NewExperiment.self, context: context)
            let made = try await service.create(input.config, run: input.run ?? false)
            return try Response.json(made, status: .created)
        }
    }
}
