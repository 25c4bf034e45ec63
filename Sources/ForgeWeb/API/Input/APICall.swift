import ForgeCore
import Hummingbird

/// A request to an endpoint: its parameters are decoded and checked against what the endpoint declares.
struct APICall: Sendable {
    let request: Request
    let context: WebContext
    let query: QueryValues
    let path: PathValues
    private let operation: Operation

    /// - Throws: problems 404 for a path, 422 for a query that is not as declared.
    init(_ request: Request, _ context: WebContext, _ operation: Operation) throws {
        self.request = request
        self.context = context
        self.operation = operation
        path = try PathValues(context, for: operation)
        query = try QueryValues(QueryText(request.uri.query), for: operation)
    }

    /// The experiment that the path names.
    var id: String { path["id"] }

    /// The JSON body, checked against the operation's schema.
    func body<Value: Decodable>(as type: Value.Type = Value.self) async throws -> Value {
        var request = request
        return try await body(of: &request)
    }

    /// The same, leaving the request in a state in which its connection can still be watched.
    func body<Value: Decodable>(of request: inout Request) async throws -> Value {
        try await JSONBody.read(
            &request, schema: operation.body ?? Schema.any, isRequired: operation.isBodyRequired,
            limit: operation.bodyLimit)
    }
}
