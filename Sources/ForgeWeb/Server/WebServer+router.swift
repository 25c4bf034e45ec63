import Hummingbird

extension WebServer {
    func router() throws -> Router<WebContext> {
        let router = Router(context: WebContext.self, options: .autoGenerateHeadEndpoints)
        let renderer = try PageRenderer(hasAssets: configuration.assets != nil, isSite: configuration.isSite)
        let tokens = TokenShelf(configuration, logger: logger)
        let metrics = RequestMetrics()
        let endpoints = Endpoints.all(services, requests: metrics)
        router.add(middleware: MetricsMiddleware(metrics: metrics))
        addSecurity(to: router, renderer: renderer, tokens: tokens, endpoints: endpoints)
        router.add(middleware: MethodMiddleware(endpoints))
        AssetRoutes(folder: configuration.assets).add(to: router)
        for endpoint in endpoints { endpoint.add(to: router) }
        LoginPage(tokens: tokens, renderer: renderer).add(to: router)
        DocsPage(endpoints: endpoints, renderer: renderer).add(to: router)
        try PageRoutes(services: services, renderer: renderer).add(to: router)
        return router
    }

    /// Outermost first. What stands before `ErrorMiddleware` sees every answer, refusals too.
    private func addSecurity(
        to router: Router<WebContext>, renderer: PageRenderer, tokens: TokenShelf, endpoints: [Endpoint]
    ) {
        router.add(middleware: RequestLog())
        if let url = configuration.auditLog {
            router.add(middleware: AuditMiddleware(log: AuditLog(url, logger: logger)))
        }
        router.add(middleware: SecurityHeaders())
        router.add(middleware: CrossOrigin(allowed: configuration.allowedOrigins))
        router.add(middleware: ErrorMiddleware(renderer: renderer))
        if let rate = configuration.requestsPerSecond {
            router.add(middleware: RequestRate(rate: rate, tokens: tokens))
        }
        router.add(middleware: RequestLimits())
        router.add(
            middleware: HostCheck(bound: configuration.host, allowed: configuration.allowedHosts, tokens: tokens))
        router.add(middleware: OriginCheck(allowed: configuration.allowedOrigins))
        router.add(middleware: TokenCheck(tokens: tokens))
        router.add(middleware: RoleCheck(table: RoleTable(endpoints)))
    }
}
