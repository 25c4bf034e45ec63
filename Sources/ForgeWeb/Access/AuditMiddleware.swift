import Foundation
import HTTPTypes
import Hummingbird

/// Writes down every request that changes something or tries to, logins among them.
struct AuditMiddleware: RouterMiddleware {
    typealias Context = WebContext

    let log: AuditLog

    func handle(
        _ request: Request, context: WebContext, next: @concurrent (Request, WebContext) async throws -> Response
    ) async throws -> Response {
        guard ![.get, .head, .options].contains(request.method) else { return try await next(request, context) }
        let time = Date()
        // Stands outside of what turns errors into answers: everything that comes back has a status.
        let response = try await next(request, context)
        let identity = context.note.identity
        log.write(
            AuditLog.Entry(
                time: time, who: identity?.name, role: identity?.role, method: request.method.rawValue,
                path: request.uri.path, status: response.status.code,
                outcome: AuditLog.Outcome(status: response.status.code), from: context.remoteAddress))
        return response
    }
}
