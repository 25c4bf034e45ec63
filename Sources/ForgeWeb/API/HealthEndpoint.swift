import ForgeCore
import ForgeLab
import HTTPTypes
import Hummingbird

/// `GET /health`: whether the server can do its work, for whoever watches over it.
struct HealthEndpoint: Sendable {
    let services: WebServices
    private let start = ContinuousClock.now

    init(services: WebServices) { self.services = services }

    var all: [Endpoint] {
        let health = Schema.ref("Health")
        let operation = Operation(
            id: "getHealth", tag: "Server",
            summary: "Whether the server can do its work. Without the token of a server that has one, `status` only.",
            answers: [
                .init(status: .ok, summary: "It can.", schema: health),
                .init(status: .serviceUnavailable, summary: "The database is gone.", schema: health),
            ])
        return [Endpoint(.get, "/health", operation) { call in try await respond(isTrusted: call.context.isTrusted) }]
    }

    private func respond(isTrusted: Bool) async throws -> Response {
        let failure = await databaseFailure()
        var health = Health(status: failure == nil ? .ok : .unavailable)
        if isTrusted { health.details = await details(databaseFailure: failure) }
        return try Response.json(health, status: failure == nil ? .ok : .serviceUnavailable)
    }

    private func details(databaseFailure: (any Error)?) async -> Health.Details {
        let database = Health.Part(
            status: databaseFailure == nil ? .ok : .unavailable, message: databaseFailure.map { "\($0)" })
        let models = await services.engines.states
        let loaded = await services.engines.loaded
        return Health.Details(
            version: BuildInfo.version, uptime: (ContinuousClock.now - start).seconds, database: database,
            engine: Health.Engine(name: loaded.first?.engine ?? "llama.cpp", build: loaded.first?.build), models: models, queue: try? await services.experiments.queue.state())
    }

    private func databaseFailure() async -> (any Error)? {
        do {
            try await services.experiments.store.ping()
            return nil
        } catch {
            return error
        }
    }
}

/// The state of the server and of its parts.
struct Health: Encodable {
    enum Status: String, Encodable { case ok, unavailable }

    struct Part: Encodable {
        var status: Status
        var message: String?
    }

    struct Engine: Encodable {
        var name: String
        /// Version and instruction sets; nil before a model is loaded.
        var build: String?
    }

    /// For who may see everything.
    struct Details: Encodable {
        var version: String
        /// Seconds.
        var uptime: Double
        var database: Part
        var engine: Engine
        /// Models in memory or on their way there.
        var models: [EngineState]
        /// Nil when the database, which keeps the line, is gone.
        var queue: QueueState?
    }

    var status: Status
    var details: Details?

    private enum CodingKeys: String, CodingKey { case status }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(status, forKey: .status)
        try details?.encode(to: encoder)
    }
}
