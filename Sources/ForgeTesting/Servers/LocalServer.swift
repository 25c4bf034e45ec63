package import Hummingbird
import Logging

/// A server of this machine on a port that the system chose.
package enum LocalServer {
    /// Runs `body` with the server's address while every request is answered by `answer`.
    package static func run(
        answering answer: @Sendable @escaping (Request) async throws -> Response,
        _ body: @Sendable @escaping (String) async throws -> Void
    ) async throws {
        let (ports, port) = AsyncStream<Int>.makeStream()
        try await withThrowingTaskGroup(of: Void.self) { group in
            var logger = Logger(label: "local")
            logger.logLevel = .critical
            let application = Application(
                responder: CallbackResponder<BasicRequestContext> { request, _ in try await answer(request) },
                configuration: .init(address: .hostname("127.0.0.1", port: 0)),
                onServerRunning: { channel in
                    port.yield(channel.localAddress?.port ?? 0)
                    port.finish()
                },
                logger: logger)
            group.addTask { try await application.run() }
            guard let number = await ports.first(where: { _ in true }) else { return }
            defer { group.cancelAll() }
            try await body("http://127.0.0.1:\(number)")
        }
    }
}
