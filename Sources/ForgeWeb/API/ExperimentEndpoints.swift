import ForgeCore
import ForgeLab
import HTTPTypes
import Hummingbird

/// `/api/v1/experiments`: make, list, look at, rename, delete.
struct ExperimentEndpoints {
    let service: ExperimentService

    var all: [Endpoint] { [list, create, validate, get, change, delete] }

    static let path = "/api/v1/experiments"

    private var list: Endpoint {
        let operation = Operation(
            id: "listExperiments", tag: "Experiments", summary: "A page of the list of experiments.",
            parameters: ListParameters.all,
            answers: [.init(status: .ok, summary: "The page.", schema: Schema.ref("ExperimentPage"))])
        return Endpoint(.get, Self.path, operation) { [service] call in
            try Response.json(try await service.list(ListParameters.query(call.query)))
        }
    }

    private struct NewExperiments: Decodable {
        var config: String
        var run: Bool?
    }

    private struct CreatedExperiments: Encodable {
        var experiments: [Experiment]
    }

    private var create: Endpoint {
        let operation = Operation(
            id: "createExperiments", tag: "Experiments",
            summary: "Make the experiments of a config. The header Location names the experiment when it is one.",
            body: Schema.ref("NewExperiments"),
            answers: [
                .init(status: .created, summary: "The experiments.", schema: Schema.ref("CreatedExperiments"))
            ],
            problems: [.conflict])
        return Endpoint(.post, Self.path, operation) { [service] call in
            let input: NewExperiments = try await call.body()
            let made = try await Self.missingIsConflict {
                try await service.create(input.config, run: input.run ?? false)
            }
            var response = try Response.json(CreatedExperiments(experiments: made), status: .created)
            if made.count == 1 { response.headers[.location] = "\(Self.path)/\(made[0].id)" }
            return response
        }
    }

    /// What a config names and this machine does not have is no missing address.
    private static func missingIsConflict<Value>(_ work: () async throws -> Value) async throws -> Value {
        do {
            return try await work()
        } catch let error as any ForgeError where error.kind == .notFound {
            var problem = Problem(error)
            problem.status = HTTPResponse.Status.conflict.code
            throw problem
        }
    }

    private struct ConfigText: Decodable {
        var config: String
    }

    private var validate: Endpoint {
        let operation = Operation(
            id: "validateConfig", tag: "Experiments",
            summary: "Everything that can be said of a config; makes nothing.",
            body: Schema.ref("ConfigText"),
            answers: [.init(status: .ok, summary: "The verdict.", schema: Schema.ref("ConfigAssessment"))])
        return Endpoint(.post, "\(Self.path)/validate", operation, needs: .viewer) { [service] call in
            let input: ConfigText = try await call.body()
            return try Response.json(ConfigAssessment(try await service.preview(input.config)))
        }
    }

    private var get: Endpoint {
        let operation = Operation(
            id: "getExperiment", tag: "Experiments", summary: "One experiment, also a deleted one.",
            parameters: [.experiment],
            answers: [.init(status: .ok, summary: "The experiment.", schema: Schema.ref("Experiment"))])
        return Endpoint(.get, "\(Self.path)/{id}", operation) { [service] call in
            try Response.json(try await service.store.experiment(call.id))
        }
    }

    private struct Change: Decodable {
        var name: String?
        var tags: [String]?
    }

    private var change: Endpoint {
        let operation = Operation(
            id: "changeExperiment", tag: "Experiments", summary: "Rename and tag.", parameters: [.experiment],
            body: Schema.ref("ExperimentChange"),
            answers: [.init(status: .ok, summary: "The experiment.", schema: Schema.ref("Experiment"))])
        return Endpoint(.patch, "\(Self.path)/{id}", operation) { [service] call in
            let input: Change = try await call.body()
            return try Response.json(try await service.patch(call.id, name: input.name, tags: input.tags))
        }
    }

    private var delete: Endpoint {
        let operation = Operation(
            id: "deleteExperiment", tag: "Experiments",
            summary: "Stop and hide an experiment; nothing is erased, and restore undoes it.",
            parameters: [.experiment], answers: [.init(status: .noContent, summary: "It is hidden.")],
            problems: [.conflict])
        return Endpoint(.delete, "\(Self.path)/{id}", operation) { [service] call in
            try await service.delete(call.id)
            return Response(status: .noContent)
        }
    }
}
