import HTTPTypes
import Hummingbird

/// Answers 405 with `Allow` where the router, which knows no such method there, would say that there is nothing.
struct MethodMiddleware: RouterMiddleware {
    typealias Context = WebContext

    private let paths: [(parts: [Substring], methods: [HTTPRequest.Method])]

    init(_ endpoints: [Endpoint]) {
        paths = Dictionary(grouping: endpoints, by: \.path).map { path, endpoints in
            (path.split(separator: "/"), endpoints.map(\.method))
        }
    }

    func handle(
        _ request: Request, context: WebContext, next: @concurrent (Request, WebContext) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch let error as HTTPError where error.status == .notFound {
            let allowed = allowed(at: request.uri.path)
            guard !allowed.isEmpty, !allowed.contains(request.method) else { throw error }
            let names = allowed.map(\.rawValue).joined(separator: ", ")
            throw Problem(
                status: .methodNotAllowed, code: "http.method",
                title: "\(SchemaText.cut(request.method.rawValue)) is not possible here.",
                remedy: "Use \(names).", headers: [.allow: names])
        }
    }

    /// The methods of the path's endpoints; where two paths fit, those of the one that says more literally.
    private func allowed(at path: String) -> [HTTPRequest.Method] {
        let parts = path.split(separator: "/")
        let fitting = paths.filter { Self.fits(parts, $0.parts) }
        let best = fitting.min { Self.captures($0.parts) < Self.captures($1.parts) }
        let methods = best?.methods ?? []
        return (methods + (methods.contains(.get) ? [.head] : [])).sorted { $0.rawValue < $1.rawValue }
    }

    private static func fits(_ parts: [Substring], _ pattern: [Substring]) -> Bool {
        parts.count == pattern.count && zip(parts, pattern).allSatisfy { $1.first == "{" || $0 == $1 }
    }

    private static func captures(_ pattern: [Substring]) -> Int { pattern.count { $0.first == "{" } }
}
