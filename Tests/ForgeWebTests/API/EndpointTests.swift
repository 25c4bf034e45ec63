import ForgeCore
import Foundation
import HTTPTypes
import Hummingbird
import Logging
import Testing

@testable import ForgeWeb

@Suite("Endpoints")
struct EndpointTests {
    @Test
    func `The document holds exactly the routes of the API that the router holds`() async throws {
        let fixture = try await WebFixture()
        let server = WebServer(
            services: fixture.services, configuration: WebConfiguration(port: 0), logger: Logger(label: "test"))
        let routes = try server.router().routes
            .filter {
                $0.path.description.hasPrefix("/api/")
                    || ["/openapi.json", "/health", "/metrics"].contains($0.path.description)
            }
            .map { "\($0.method.rawValue) \($0.path)" }
        let document = try await fixture.api { try await $0.get("/openapi.json").json }
        let documented = (document["paths"]?.object ?? [:]).flatMap { path, item in
            (item.object ?? [:]).keys.map { "\($0.uppercased()) \(path)" }
        }
        #expect(routes.sorted() == documented.sorted())
        #expect(routes.count > 35)
    }

    @Test
    func `Every reference of the document leads to something`() async throws {
        let document = try await WebFixture().api { try await $0.get("/openapi.json").json }
        let text = try JSON.text(document)
        let references = text.matches(of: /"\$ref":"#\/([^"]+)"/).map { String($0.1) }
        #expect(!references.isEmpty)
        for reference in Set(references) {
            let target = reference.split(separator: "/").reduce(Optional(document)) { $0?[String($1)] }
            #expect(target != nil, "\(reference)")
        }
    }

    @Test
    func `Every endpoint answers a good request as the document says`() async throws {
        let fixture = try await WebFixture(delay: .milliseconds(100))
        try await TrainingFiles.write(fixture)
        try await BenchmarkFiles.write(fixture)
        let endpoints = Endpoints.all(fixture.services)
        try await fixture.api { api in
            let examples = try await ExampleRequests(api).all
            // Streams without an end are tried over real connections.
            // What needs a real model, or results that none here has, is tried in TrainingPageTests and in the browser.
            let streams: Set = [
                "watchEverything", "watchExperiment", "runPlayground", "continueTraining", "stopTraining",
                "getTradeOffChart",
            ]
            for endpoint in endpoints where !streams.contains(endpoint.operation.id) {
                let example = try #require(examples[endpoint.operation.id], "\(endpoint.operation.id) is not tried")
                for path in example.paths {
                    let reply = try await api.send(endpoint.method, path, body: example.body)
                    #expect(reply.isAsDocumented(in: endpoint.operation), "\(endpoint.method) \(path): \(reply.text)")
                }
            }
        }
    }

    @Test
    func `Every schema uses only what is checked`() throws {
        let known: Set = [
            "type", "properties", "required", "additionalProperties", "items", "minItems", "maxItems", "minimum",
            "maximum", "minLength", "maxLength", "enum", "pattern", "format", "default", "description", "$ref",
        ]
        func check(_ schema: JSONValue) {
            let keys = Set((schema.object ?? [:]).keys)
            #expect(keys.isSubset(of: known), "\(schema)")
            if let pattern = schema["pattern"]?.string { #expect(SchemaPattern.matches("", pattern) != nil) }
            if let items = schema["items"] { check(items) }
            for member in schema["properties"]?.object?.values.map(\.self) ?? [] { check(member) }
            if let values = schema["additionalProperties"], values.object != nil { check(values) }
        }
        for schema in Schemas.all.values { check(schema) }
    }
}

extension API.Reply {
    /// Whether status, media type and body are among an operation's answers.
    fileprivate func isAsDocumented(in operation: ForgeWeb.Operation) -> Bool {
        operation.answers.contains { answer in
            guard answer.status.code == status else { return false }
            guard let schema = answer.schema else { return text.isEmpty }
            guard headers[.contentType] == answer.mediaType else { return false }
            guard answer.mediaType == "application/json" else { return !text.isEmpty }
            let findings = SchemaCheck.findings(in: json, against: schema)
            if !findings.isEmpty { print("\(operation.id):", findings) }
            return findings.isEmpty
        }
    }
}
