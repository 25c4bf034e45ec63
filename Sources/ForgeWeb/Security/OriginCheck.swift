import HTTPTypes
import Hummingbird

/// Lets only our own pages, sites on the list, and programs that are no browsers change anything.
///
/// A browser sends along where a request comes from; a foreign page cannot forge or leave that out.
struct OriginCheck: RouterMiddleware {
    typealias Context = WebContext

    /// Origins whose pages may write through the API (`https://lab.example.org`).
    let allowed: [String]

    /// What decides about a request.
    struct Evidence {
        var method: HTTPRequest.Method
        var path: String
        var authority: String?
        var origin: String?
        /// The header Sec-Fetch-Site.
        var site: String?
    }

    func handle(
        _ request: Request, context: WebContext, next: @concurrent (Request, WebContext) async throws -> Response
    ) async throws -> Response {
        let evidence = Evidence(
            method: request.method, path: request.uri.path, authority: request.head.authority,
            origin: request.headers[.origin], site: HTTPField.Name("Sec-Fetch-Site").flatMap { request.headers[$0] })
        guard accepts(evidence) else {
            throw Problem(
                status: .forbidden, code: "http.foreign-origin",
                title: "The request comes from a page of another site.",
                remedy: "Let that site use the API with: forge serve --allow-origin ORIGIN")
        }
        return try await next(request, context)
    }

    func accepts(_ evidence: Evidence) -> Bool {
        guard !Self.readers.contains(evidence.method) else { return true }
        if let origin = evidence.origin?.lowercased() {
            if evidence.path.hasPrefix("/api/"), allowed.contains(where: { $0.lowercased() == origin }) { return true }
            return Self.host(of: origin).map { $0 == evidence.authority?.lowercased() } ?? false
        }
        return evidence.site.map { ["same-origin", "none"].contains($0) } ?? true
    }

    private static let readers: Set<HTTPRequest.Method> = [.get, .head, .options]

    /// Host and port of `http://127.0.0.1:8080`; nil for `null` and what is no web page.
    private static func host(of origin: String) -> String? {
        for scheme in ["http://", "https://"] where origin.hasPrefix(scheme) {
            return String(origin.dropFirst(scheme.count))
        }
        return nil
    }
}
