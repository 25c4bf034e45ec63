import HTTPTypes
import Hummingbird

/// Cross-origin resource sharing for the API, for the sites on the list only. They log in with the token, not by cookie.
struct CrossOrigin: RouterMiddleware {
    typealias Context = WebContext

    let allowed: [String]

    func handle(
        _ request: Request, context: WebContext, next: @concurrent (Request, WebContext) async throws -> Response
    ) async throws -> Response {
        guard request.uri.path.hasPrefix("/api/"), !allowed.isEmpty else { return try await next(request, context) }
        let origin = request.headers[.origin].flatMap { granted($0) }
        if let origin, request.method == .options, request.headers[.accessControlRequestMethod] != nil {
            return Self.preflight(for: origin)
        }
        var response = try await next(request, context)
        response.headers.append(HTTPField(name: .vary, value: "Origin"))
        if let origin {
            response.headers[.accessControlAllowOrigin] = origin
            response.headers[.accessControlExposeHeaders] = "Location, Retry-After"
        }
        return response
    }

    /// The origin, when its pages may read what the API says.
    func granted(_ origin: String) -> String? {
        allowed.contains { $0.lowercased() == origin.lowercased() } ? origin : nil
    }

    private static func preflight(for origin: String) -> Response {
        Response(
            status: .noContent,
            headers: [
                .accessControlAllowOrigin: origin, .accessControlAllowMethods: "GET, POST, PATCH, DELETE",
                .accessControlAllowHeaders: "Authorization, Content-Type, Last-Event-ID",
                .accessControlMaxAge: "600", .vary: "Origin",
            ])
    }
}
