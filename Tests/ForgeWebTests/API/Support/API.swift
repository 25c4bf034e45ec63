import ForgeCore
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting

@testable import ForgeWeb

/// The API as its users see it: JSON in, JSON out.
struct API {
    let client: any TestClientProtocol

    struct Reply: Sendable {
        let status: Int
        let headers: HTTPFields
        let text: String

        /// Null when it is not JSON.
        var json: JSONValue { (try? JSONValue(parsing: text)) ?? .null }
        /// The fields that a problem names.
        var fields: [String] { json["errors"]?.array?.compactMap { $0["field"]?.string } ?? [] }
    }

    func get(_ path: String) async throws -> Reply { try await send(.get, path) }

    func post(_ path: String, _ body: JSONValue? = nil) async throws -> Reply {
        try await send(.post, path, body: try body.map { try JSON.text($0) })
    }

    func send(
        _ method: HTTPRequest.Method, _ path: String, body: String? = nil, type: String = "application/json",
        headers: HTTPFields = [:]
    ) async throws -> Reply {
        var headers = headers
        if body != nil, !type.isEmpty { headers[.contentType] = type }
        let response = try await client.execute(
            uri: path.hasPrefix("/") ? path : "/api/v1/\(path)", method: method, headers: headers,
            body: body.map { ByteBuffer(string: $0) })
        return Reply(
            status: Int(response.status.code), headers: response.headers, text: String(buffer: response.body))
    }

    /// The id of a new pending experiment.
    func experiment(config: String = WebFixture.config) async throws -> String {
        let reply = try await post("experiments", ["config": .string(config)])
        guard let id = reply.json["experiments"]?.array?.first?["id"]?.string else { throw TestFailure(reply.text) }
        return id
    }

    /// The id of a new experiment that has run.
    func completedExperiment(config: String = WebFixture.config) async throws -> String {
        let id = try await experiment(config: config)
        _ = try await post("experiments/\(id)/run")
        for _ in 0..<500 {
            let status = try await get("experiments/\(id)/progress").json["status"]
            if status == "completed" { return id }
            try await Task.sleep(for: .milliseconds(20))
        }
        throw TestFailure("\(id) did not complete")
    }
}

struct TestFailure: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}

extension WebFixture {
    /// Runs `body` against the API.
    func api<Value: Sendable>(
        live: Bool = false, _ body: @escaping @Sendable (API) async throws -> Value
    ) async throws -> Value {
        try await test(live: live) { try await body(API(client: $0)) }
    }
}
