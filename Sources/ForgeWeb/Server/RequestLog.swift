import ForgeCore
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
            "\(request.method) \(request.uri.path)",
            metadata: [
                "status": .stringConvertible(response.status.code),
                "seconds": .stringConvertible((ContinuousClock.now - start).seconds),
                "from": .string(context.remoteAddress), "who": .string(context.note.identity?.name ?? "-"),
            ])
        return response
    }
}
