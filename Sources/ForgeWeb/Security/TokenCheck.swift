import Foundation
import HTTPTypes
import Hummingbird

/// Lets in who shows the token, as `Authorization: Bearer` or by the cookie of a login.
struct TokenCheck: RouterMiddleware {
    typealias Context = WebContext

    /// Nil lets everybody in.
    let token: AccessToken?

    func handle(
        _ request: Request, context: WebContext, next: @concurrent (Request, WebContext) async throws -> Response
    ) async throws -> Response {
        var context = context
        context.isTrusted = isTrusted(request.headers, at: Date())
        let path = request.uri.path
        if context.isTrusted || Self.isOpen(path) { return try await next(request, context) }
        if Self.isForPrograms(path) { throw Self.unauthorized }
        return Response.seeOther(LoginPage.address(next: request.method == .get ? request.uri.string : nil))
    }

    func isTrusted(_ headers: HTTPFields, at now: Date) -> Bool {
        guard let token else { return true }
        if let field = headers[.authorization] {
            let parts = field.split(separator: " ", maxSplits: 1)
            return parts.count == 2 && parts[0].lowercased() == "bearer" && token.matches(String(parts[1]))
        }
        return Session.value(in: headers).map { token.isValid(session: $0, at: now) } ?? false
    }

    /// What is needed to log in, and whether the server lives.
    static func isOpen(_ path: String) -> Bool {
        ["/health", "/login"].contains(path) || path.hasPrefix("/assets/")
    }

    private static func isForPrograms(_ path: String) -> Bool { path.hasPrefix("/api/") || path == "/openapi.json" }

    private static let unauthorized = Problem(
        status: .unauthorized, code: "http.unauthorized", title: "This server asks for its token.",
        remedy: "Send the header Authorization: Bearer, with the server's FORGE_API_TOKEN.",
        headers: [.wwwAuthenticate: "Bearer realm=\"LLM Forge\""])
}

extension Response {
    /// Sends the browser on with GET.
    static func seeOther(_ path: String) -> Response { Response(status: .seeOther, headers: [.location: path]) }
}
