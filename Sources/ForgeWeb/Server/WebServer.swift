import ForgeCore
import ForgeLab
import ForgeTuning
package import Hummingbird
import HummingbirdCore
package import Logging
import NIOCore
import ServiceLifecycle

/// The platform in a browser: pages, JSON API and live events in one process.
package struct WebServer: Sendable {
    let services: WebServices
    let configuration: WebConfiguration
    let logger: Logger

    /// How long open requests get after a signal to end; then they are cut off.
    private static let grace = Duration.seconds(3)

    package init(services: WebServices, configuration: WebConfiguration, logger: Logger) {
        self.services = services
        self.configuration = configuration
        self.logger = logger
    }

    /// Serves until the process gets SIGTERM or SIGINT: then open requests end, what runs is left resumable, and the
    /// queue goes on with it at the next start. A second signal ends the process at once.
    ///
    /// - Parameter onRunning: told the port that is listened on.
    /// - Throws: `WebError` for an unsafe configuration or a port that cannot be listened on.
    package func run(onRunning: @escaping @Sendable (Int) async -> Void = { _ in }) async throws {
        try await run(endedBy: StopSignals.watch, onRunning: onRunning)
    }

    /// - Parameter watch: calls what it is given when the server is to end; cancelled when it has ended.
    func run(
        endedBy watch: @escaping @Sendable (@Sendable () async -> Void) async -> Void,
        onRunning: @escaping @Sendable (Int) async -> Void = { _ in }
    ) async throws {
        try configuration.check()
        let (isListening, listening) = AsyncStream<Void>.makeStream()
        let application = try application(background: []) { port in
            listening.finish()
            await onRunning(port)
        }
        let service = ServeService(application: application, background: background, isListening: isListening)
        var settings = ServiceGroupConfiguration(services: [service], logger: logger)
        settings.maximumGracefulShutdownDuration = Self.grace
        try await run(ServiceGroup(configuration: settings), endedBy: watch)
        await services.engines.shutdown()
    }

    private func run(
        _ group: ServiceGroup, endedBy watch: @escaping @Sendable (@Sendable () async -> Void) async -> Void
    ) async throws {
        do {
            try await withThrowingTaskGroup(of: Void.self) { tasks in
                tasks.addTask { await watch { await group.triggerGracefulShutdown() } }
                defer { tasks.cancelAll() }
                try await group.run()
            }
        } catch let error as IOError {
            throw WebError(error, listeningOn: configuration.host, port: configuration.port)
        } catch is CancellationError {
            // Open requests did not end in time and were cut off.
        }
    }

    /// The whole server, for tests: the work beside it ends after it.
    package func application() throws -> some ApplicationProtocol { try application(background: background) }

    private func application(
        background: [any Service], onRunning: @escaping @Sendable (Int) async -> Void = { _ in }
    ) throws -> some ApplicationProtocol {
        Application(
            router: try router(), server: .http1(configuration: Self.http(configuration.times)),
            configuration: ApplicationConfiguration(
                address: .hostname(configuration.host, port: configuration.port), serverName: "forge",
                availableConnectionsDelegate: MaximumAvailableConnections(configuration.mostConnections)),
            services: background,
            onServerRunning: { await onRunning($0.localAddress?.port ?? configuration.port) },
            logger: logger)
    }

    private static func http(_ times: ConnectionTimes) -> HTTP1Channel.Configuration {
        HTTP1Channel.Configuration(
            additionalChannelHandlers: [ConnectionGuard(times: times)],
            httpDecoderConfiguration: .init(
                maxHeaderFieldSize: 16 << 10, maxHeaderListSize: 32 << 10, maxHeaderFieldCount: 100))
    }

    private var background: [any Service] {
        let services = services
        return [
            BackgroundService { try await services.experiments.queue.run() },
            BackgroundService { try await services.pulls.run() },
            BackgroundService { try await services.knowledge.ingests.run() },
            BackgroundService { try await services.trainings.jobs.run() },
            BackgroundService { try await services.trainings.watch.run() },
            BackgroundService { try await services.experiments.watch.run() },
            BackgroundService { try await services.experiments.events.run() },
        ]
    }
}
