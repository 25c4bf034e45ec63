import Foundation
import HTTPTypes
import Hummingbird

/// Lets in who shows a token, as `Authorization: Bearer` or by the cookie of a login, and notes who it is.
struct TokenCheck: RouterMiddleware {
    typealias Context = WebContext

    let tokens: TokenShelf

    func handle(
        _ request: Request, context: WebContext, next: @concurrent (Request, WebContext) async throws -> Response
    ) async throws -> Response {
        var context = context
        let headers = request.headers
        let identity = Self.identity(headers, ring: tokens.ring, at: Date())
        context.identity = identity
        context.isStillLetIn = { [tokens] in Self.identity(headers, ring: tokens.ring, at: Date()) != nil }
        context.note.identity = identity
        let path = request.uri.path
        if identity != nil || Self.isOpen(path) {
            return try await Identity.$current.withValue(identity) { try await next(request, context) }
        }
        if Self.isForPrograms(path) { throw Self.unauthorized }
        return Response.seeOther(LoginPage.address(next: request.method == .get ? request.uri.string : nil))
    }

    /// - Parameter ring: nil lets everybody in.
    static func identity(_ headers: HTTPFields, ring: TokenRing?, at now: Date) -> Identity? {
        guard let ring else { return .local }
        if let field = headers[.authorization] {
            let parts = field.split(separator: " ", maxSplits: 1)
            guard parts.count == 2, parts[0].lowercased() == "bearer" else { return nil }
            return ring.token(presenting: String(parts[1]))?.identity
        }
        return Session.value(in: headers).flatMap { ring.identity(session: $0, at: now) }
    }

    /// What is needed to log in, and whether the server lives.
    static func isOpen(_ path: String) -> Bool {
        ["/health", "/login"].contains(path) || path.hasPrefix("/assets/")
    }

    /// What answers with documents rather than pages.
    static func isForPrograms(_ path: String) -> Bool {
        path.hasPrefix("/api/") || [DocumentEndpoint.path, MetricsEndpoint.path].contains(path)
    }

    private static let unauthorized = Problem(
        status: .unauthorized, code: "http.unauthorized", title: "This server asks for a token.",
        remedy: "Send the header Authorization: Bearer, with the server's FORGE_API_TOKEN or a token of yours.",
        headers: [.wwwAuthenticate: "Bearer realm=\"LLM Forge\""])
}

extension Response {
    /// Sends the browser on with GET.
    static func seeOther(_ path: String) -> Response { Response(status: .seeOther, headers: [.location: path]) }
}
