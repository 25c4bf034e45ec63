import ForgeCore
import HTTPTypes

/// The OpenAPI 3.1 document, made from the list that the router is made from.
struct OpenAPIDocument {
    let endpoints: [Endpoint]
    let version: String

    var json: JSONValue {
        [
            "openapi": "3.1.0",
            "info": [
                "title": "LLM Forge", "version": .string(version),
                "description": .string(
                    "Experiments with language models: make, run, watch, compare. Errors are problem documents "
                        + "(RFC 9457) that name the field and the remedy. Members without a value are left out. `x-role` is the "
                        + "least role whose tokens may use an operation: viewer, runner or admin."),
            ],
            "servers": [["url": "/"]],
            "tags": .array(tags.map { ["name": .string($0)] }),
            "security": [["token": []], ["session": []], .object([:])],
            "paths": .object(paths),
            "components": [
                "schemas": .object(Schemas.all), "securitySchemes": Self.securitySchemes,
                "responses": ["Problem": Self.problem],
            ],
        ]
    }

    private var tags: [String] {
        endpoints.map(\.operation.tag).reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
    }

    private var paths: [String: JSONValue] {
        Dictionary(grouping: endpoints, by: \.path).mapValues { endpoints in
            .object(
                Dictionary(
                    endpoints.map { ($0.method.rawValue.lowercased(), Self.operation($0)) },
                    uniquingKeysWith: { first, _ in first }))
        }
    }

    private static let securitySchemes: JSONValue = [
        "token": [
            "type": "http", "scheme": "bearer",
            "description": "FORGE_API_TOKEN, or a token made with `forge token create`, when the server has any.",
        ],
        "session": [
            "type": "apiKey", "in": "cookie", "name": "forge_session",
            "description": "What a login in the browser leaves.",
        ],
    ]

    private static let problem: JSONValue = [
        "description": "What is wrong, and what to do about it.",
        "content": ["application/problem+json": ["schema": Schema.ref("Problem")]],
    ]

    private static func operation(_ endpoint: Endpoint) -> JSONValue {
        let operation = endpoint.operation
        var members: [String: JSONValue] = [
            "operationId": .string(operation.id), "tags": [.string(operation.tag)],
            "summary": .string(operation.summary), "responses": .object(responses(operation)),
            "x-role": .string(endpoint.role.rawValue),
        ]
        if !operation.parameters.isEmpty { members["parameters"] = .array(operation.parameters.map(parameter)) }
        if let body = operation.body {
            members["requestBody"] = [
                "required": .bool(operation.isBodyRequired), "content": ["application/json": ["schema": body]],
            ]
        }
        return .object(members)
    }

    private static func parameter(_ parameter: Operation.Parameter) -> JSONValue {
        var members: [String: JSONValue] = [
            "name": .string(parameter.name), "in": .string(parameter.place.rawValue),
            "description": .string(parameter.summary), "required": .bool(parameter.isRequired),
            "schema": parameter.schema,
        ]
        if parameter.schema["type"] == "array" {
            members["style"] = "form"
            members["explode"] = false
        }
        return .object(members)
    }

    private static func responses(_ operation: Operation) -> [String: JSONValue] {
        var responses = Dictionary(
            operation.answers.map { (String($0.status.code), answer($0)) }, uniquingKeysWith: merged)
        for status in problems(of: operation) {
            responses[String(status.code)] = ["$ref": "#/components/responses/Problem"]
        }
        if operation.body == nil { responses["400"] = unreadable }
        return responses
    }

    /// The HTTP parser's own answer, before any of our code sees the request; operations with a body have a 400 of theirs.
    private static let unreadable: JSONValue = [
        "description": "The request cannot be read: its address or its headers are too long. There is no body."
    ]

    /// Beside what the operation names: what any request, any parameter and any body may get.
    private static func problems(of operation: Operation) -> [HTTPResponse.Status] {
        var statuses = operation.problems
        // Every operation refuses parameters that it does not know.
        statuses += [.unauthorized, .forbidden, .unprocessableContent, .tooManyRequests]
        if operation.parameters.contains(where: { $0.place == .path }) { statuses.append(.notFound) }
        if operation.body != nil { statuses += [.badRequest, .contentTooLarge, .unsupportedMediaType] }
        return statuses
    }

    private static func answer(_ answer: Operation.Answer) -> JSONValue {
        guard let schema = answer.schema else { return ["description": .string(answer.summary)] }
        return [
            "description": .string(answer.summary), "content": .object([answer.mediaType: ["schema": schema]]),
        ]
    }

    /// Two answers of one status in different media types.
    private static func merged(_ first: JSONValue, _ second: JSONValue) -> JSONValue {
        guard var members = first.object else { return second }
        let content = (first["content"]?.object ?? [:]).merging(second["content"]?.object ?? [:]) { first, _ in first }
        members["content"] = .object(content)
        return .object(members)
    }
}
