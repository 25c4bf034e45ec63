import ForgeCore
import HTTPTypes
import Hummingbird

/// One operation of the API: how it is reached, what the OpenAPI document says of it, and what it does.
///
/// The router and the document are made from the same list, so neither can have what the other lacks.
struct Endpoint: Sendable {
    typealias Handler = @Sendable (Request, WebContext) async throws -> Response

    var method: HTTPRequest.Method
    /// From the server's root, with parameters in braces: `/api/v1/experiments/{id}`.
    var path: String
    var operation: Operation
    var handler: Handler

    init(_ method: HTTPRequest.Method, _ path: String, _ operation: Operation, handler: @escaping Handler) {
        self.method = method
        self.path = path
        self.operation = operation
        self.handler = handler
    }

    func add(to router: Router<WebContext>) {
        let handler = handler
        router.on(RouterPath(path), method: method) { try await handler($0, $1) }
    }
}
