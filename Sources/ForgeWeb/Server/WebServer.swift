import ForgeLab
package import Hummingbird
package import Logging
import ServiceLifecycle

/// The platform in a browser: pages, JSON API and live events in one process.
package struct WebServer: Sendable {
    let services: WebServices
    let configuration: WebConfiguration
    let logger: Logger

    package init(services: WebServices, configuration: WebConfiguration, logger: Logger) {
        self.services = services
        self.configuration = configuration
        self.logger = logger
    }

    /// Serves until the process gets SIGTERM or SIGINT: then open requests end, what runs is left resumable, and the
    /// queue goes on with it at the next start.
    ///
    /// - Parameter onRunning: told the port that is listened on.
    package func run(onRunning: @escaping @Sendable (Int) async -> Void = { _ in }) async throws {
        try await application(onRunning: onRunning).runService()
        await services.engines.shutdown()
    }

    /// - Parameter onRunning: told the port that is listened on.
    package func application(
        onRunning: @escaping @Sendable (Int) async -> Void = { _ in }
    ) throws -> some ApplicationProtocol {
        Application(
            router: try router(),
            configuration: ApplicationConfiguration(
                address: .hostname(configuration.host, port: configuration.port), serverName: "forge"),
            services: background,
            onServerRunning: { await onRunning($0.localAddress?.port ?? configuration.port) },
            logger: logger)
    }

    private var background: [any Service] {
        let services = services
        return [
            BackgroundService { try await services.experiments.queue.run() },
            BackgroundService { try await services.pulls.run() },
            BackgroundService { try await services.experiments.events.run() },
        ]
    }

    func router() throws -> Router<WebContext> {
        let router = Router(context: WebContext.self, options: .autoGenerateHeadEndpoints)
        let renderer = try PageRenderer(hasAssets: configuration.assets != nil)
        router.add(middleware: ErrorMiddleware(renderer: renderer))
        // Security middlewares follow here, outermost first.
        try AssetRoutes(folder: configuration.assets).add(to: router)
        let endpoints = Endpoints.all(services)
        router.add(middleware: MethodMiddleware(endpoints))
        for endpoint in endpoints { endpoint.add(to: router) }
        try PageRoutes(services: services, renderer: renderer).add(to: router)
        return router
    }
}
