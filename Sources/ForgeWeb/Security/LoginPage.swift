import Foundation
import HTTPTypes
import Hummingbird

/// `/login` and `/logout`: a token once, then a cookie.
struct LoginPage: Sendable {
    let tokens: TokenShelf
    let renderer: PageRenderer
    let throttle = LoginThrottle()

    private struct Content {
        let next: String
        let error: String?
    }

    func add(to router: Router<WebContext>) {
        router.get("/login") { request, context in
            let next = Self.localPath(FormValues(query: request)["next"])
            return context.isTrusted ? .seeOther(next) : try page(next: next)
        }
        router.post("/login") { request, context in try await login(request, context) }
        router.post("/logout") { _, _ in
            var response = Response.seeOther("/login")
            response.headers[.setCookie] = Session.cookie("", lasting: 0, isSecure: false)
            return response
        }
    }

    static func address(next: String?) -> String { PageLink.to("/login", [("next", next.map { localPath($0) })]) }

    /// Only a path of this server: browsers take `//host`, `/\host` and control characters for more than that.
    static func localPath(_ path: String?) -> String {
        guard let path, path.first == "/", !path.hasPrefix("//"), path.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f }),
            !path.contains("\\"), path.utf8.count <= 2000
        else { return "/" }
        return path
    }

    private func login(_ request: Request, _ context: WebContext) async throws -> Response {
        let form = try await FormValues(body: request)
        let next = Self.localPath(form["next"])
        guard let ring = tokens.ring else { return .seeOther(next) }
        if let wait = throttle.wait(for: context.client) { return try tooMany(wait, next: next) }
        guard let token = ring.token(presenting: form["token"] ?? "") else {
            throttle.failed(context.client)
            return try page(next: next, error: "That is no token of this server.", status: .forbidden)
        }
        context.note.identity = token.identity
        var response = Response.seeOther(next)
        // The origin was checked to be ours: it is the browser itself that says how it reached us.
        response.headers[.setCookie] = Session.cookie(
            token.session(until: Date() + Session.lifetime), lasting: Session.lifetime,
            isSecure: request.headers[.origin]?.hasPrefix("https://") ?? false)
        return response
    }

    private func tooMany(_ wait: Duration, next: String) throws -> Response {
        let seconds = max(1, Int(wait.components.seconds) + 1)
        var response = try page(
            next: next, error: "Too many wrong tokens came from this address. Wait \(seconds) s, then try again.",
            status: .tooManyRequests)
        response.headers[.retryAfter] = String(seconds)
        return response
    }

    private func page(
        next: String, error: String? = nil, status: HTTPResponse.Status = .ok
    ) throws -> Response {
        var response = try renderer.page(
            Page(title: "Log in", section: .none, content: Content(next: next, error: error)), template: "login",
            status: status)
        response.headers[.cacheControl] = "no-store"
        return response
    }
}
