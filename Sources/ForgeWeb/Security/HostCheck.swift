import HTTPTypes
import Hummingbird

/// Answers only to names under which this server is meant to be reached.
///
/// Otherwise a foreign site could let its own name point to this machine (DNS rebinding) and then count as same-origin.
struct HostCheck: RouterMiddleware {
    typealias Context = WebContext

    /// The name or address that is listened on.
    let bound: String
    /// Further names.
    let allowed: [String]
    /// With tokens `/health` answers to every name, as it must for those who watch over containers: without any it would
    /// tell strangers more than that the server runs.
    let tokens: TokenShelf

    func handle(
        _ request: Request, context: WebContext, next: @concurrent (Request, WebContext) async throws -> Response
    ) async throws -> Response {
        if request.uri.path == "/health", tokens.ring != nil { return try await next(request, context) }
        guard let authority = request.head.authority, let host = HostName(authority: authority) else {
            throw Problem(
                status: .badRequest, code: "http.host", title: "The request does not say which host it is for.")
        }
        // The first became the authority; a proxy before this server may have looked at another.
        guard HTTPField.Name("Host").map({ request.headers[values: $0].isEmpty }) ?? true else {
            throw Problem(status: .badRequest, code: "http.host", title: "The request names several hosts.")
        }
        guard accepts(host) else {
            throw Problem(
                status: .misdirectedRequest, code: "http.wrong-host",
                title: "This server does not answer to the name in the address.",
                remedy: "Use its address, or start it with: forge serve --allow-host NAME")
        }
        return try await next(request, context)
    }

    func accepts(_ host: HostName) -> Bool {
        if host.isLoopback || host.text == HostName.normalized(bound) { return true }
        // A page's origin holds a name that the browser resolved: an address cannot be rebound.
        if HostName.isWildcard(bound) && host.isAddress { return true }
        return allowed.contains { HostName.normalized($0) == host.text }
    }
}
