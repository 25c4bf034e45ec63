import ForgeCore
import ForgeLab
import Hummingbird

/// `/openapi.json`: the document of all other endpoints and of itself.
enum DocumentEndpoint {
    static func make(for others: [Endpoint]) -> Endpoint {
        let operation = Operation(
            id: "getDocument", tag: "Server", summary: "This document.",
            answers: [.init(status: .ok, summary: "OpenAPI 3.1.", schema: Schema.anyObject)])
        let document = OpenAPIDocument(
            endpoints: others + [Endpoint(.get, path, operation) { _ in Response(status: .ok) }],
            version: BuildInfo.version
        ).json
        return Endpoint(.get, path, operation) { _ in try Response.json(document) }
    }

    static let path = "/openapi.json"
}
