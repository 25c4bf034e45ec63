import Foundation
import Logging

@testable import ForgeWeb

/// A server as `forge serve` runs it, on a port of its own.
struct LiveServer: Sendable {
    let port: Int
    private let ending: AsyncStream<Void>.Continuation

    /// Begins the graceful end, as SIGTERM does.
    func end() { ending.finish() }

    /// Runs `body` beside the server, which ends when `body` has.
    static func run<Value: Sendable>(
        _ services: WebServices, _ configuration: WebConfiguration,
        _ body: @escaping @Sendable (LiveServer) async throws -> Value
    ) async throws -> Value {
        let server = WebServer(
            services: services, configuration: configuration,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        let (ends, ending) = AsyncStream<Void>.makeStream()
        let (ports, port) = AsyncStream<Int>.makeStream()
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                defer { port.finish() }
                try await server.run { end in
                    for await _ in ends {}
                    await end()
                } onRunning: {
                    port.yield($0)
                }
            }
            defer { ending.finish() }
            for await port in ports {
                let value = try await body(LiveServer(port: port, ending: ending))
                ending.finish()
                try await group.waitForAll()
                return value
            }
            try await group.waitForAll()
            throw TestFailure("the server did not start")
        }
    }
}

extension WebFixture {
    /// Runs `body` beside the server as `forge serve` runs it.
    func serve<Value: Sendable>(
        _ configuration: WebConfiguration = WebConfiguration(port: 0),
        _ body: @escaping @Sendable (LiveServer) async throws -> Value
    ) async throws -> Value {
        try await LiveServer.run(services, configuration, body)
    }
}
