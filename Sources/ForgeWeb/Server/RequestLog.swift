import Hummingbird
import Logging

/// One line for each request, at level debug only. Queries stay out: they may hold what users look for.
struct RequestLog: RouterMiddleware {
    typealias Context = WebContext

    func handle(
        _ request: Request, context: WebContext, next: @concurrent (Request, WebContext) async throws -> Response
    ) async throws -> Response {
        let start = ContinuousClock.now
        let response = try await next(request, context)
        context.logger.debug(
            "\(request.method) \(request.uri.path) \(response.status.code) \(ContinuousClock.now - start)")
        return response
    }
}
