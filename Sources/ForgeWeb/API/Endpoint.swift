import ForgeCore
import HTTPTypes
import Hummingbird

/// One operation of the API: how it is reached, what the OpenAPI document says of it, and what it does.
///
/// The router and the document are made from the same list, so neither can have what the other lacks.
struct Endpoint: Sendable {
    typealias Handler = @Sendable (APICall) async throws -> Response

    var method: HTTPRequest.Method
    /// From the server's root, with parameters in braces: `/api/v1/experiments/{id}`.
    var path: String
    var operation: Operation
    /// The least that may use it.
    var role: Role
    var handler: Handler

    /// - Parameter role: by default viewer for what reads, admin for what deletes, runner for the rest.
    init(
        _ method: HTTPRequest.Method, _ path: String, _ operation: Operation, needs role: Role? = nil,
        handler: @escaping Handler
    ) {
        self.method = method
        self.path = path
        self.operation = operation
        self.role = role ?? (method == .get ? .viewer : method == .delete ? .admin : .runner)
        self.handler = handler
    }

    func add(to router: Router<WebContext>) {
        router.on(RouterPath(path), method: method) { try await respond(to: $0, context: $1) }
    }

    /// Checks what the operation declares, then lets the handler answer. Answers are never kept by caches.
    private func respond(to request: Request, context: WebContext) async throws -> Response {
        var response = try await handler(try APICall(request, context, operation))
        if response.headers[.cacheControl] == nil { response.headers[.cacheControl] = "no-store" }
        return response
    }
}
