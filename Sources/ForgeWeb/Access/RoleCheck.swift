import HTTPTypes
import Hummingbird

/// Refuses what the token's role does not reach to.
struct RoleCheck: RouterMiddleware {
    typealias Context = WebContext

    let table: RoleTable

    func handle(
        _ request: Request, context: WebContext, next: @concurrent (Request, WebContext) async throws -> Response
    ) async throws -> Response {
        // Without an identity only what is open to everybody comes here.
        if let identity = context.identity, let path = context.endpointPath {
            let needed = table.role(request.method, path)
            guard identity.role >= needed else { throw Self.refusal(identity, needed) }
        }
        return try await next(request, context)
    }

    private static func refusal(_ identity: Identity, _ needed: Role) -> Problem {
        Problem(
            status: .forbidden, code: "http.role",
            title:
                "The token \(identity.name) is a \(identity.role.rawValue)'s; this takes a role of \(needed.rawValue).",
            detail: "A \(identity.role.rawValue) may \(identity.role.abilities).",
            remedy: "Ask for a token made with: forge token create NAME --role \(needed.rawValue)")
    }
}
