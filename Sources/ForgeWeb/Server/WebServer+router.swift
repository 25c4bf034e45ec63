import Hummingbird

extension WebServer {
    func router() throws -> Router<WebContext> {
        let router = Router(context: WebContext.self, options: .autoGenerateHeadEndpoints)
        let renderer = try PageRenderer(hasAssets: configuration.assets != nil, isSite: configuration.isSite)
        let token = configuration.token.map(AccessToken.init)
        let endpoints = Endpoints.all(services)
        addSecurity(to: router, renderer: renderer, token: token)
        router.add(middleware: MethodMiddleware(endpoints))
        AssetRoutes(folder: configuration.assets).add(to: router)
        for endpoint in endpoints { endpoint.add(to: router) }
        LoginPage(token: token, renderer: renderer).add(to: router)
        DocsPage(endpoints: endpoints, renderer: renderer).add(to: router)
        try PageRoutes(services: services, renderer: renderer).add(to: router)
        return router
    }

    /// Outermost first. What stands before `ErrorMiddleware` sees every answer, refusals too.
    private func addSecurity(to router: Router<WebContext>, renderer: PageRenderer, token: AccessToken?) {
        router.add(middleware: RequestLog())
        router.add(middleware: SecurityHeaders())
        router.add(middleware: CrossOrigin(allowed: configuration.allowedOrigins))
        router.add(middleware: ErrorMiddleware(renderer: renderer))
        router.add(middleware: RequestLimits())
        router.add(
            middleware: HostCheck(
                bound: configuration.host, allowed: configuration.allowedHosts, hasOpenHealth: token != nil))
        router.add(middleware: OriginCheck(allowed: configuration.allowedOrigins))
        router.add(middleware: TokenCheck(token: token))
    }
}
