import AsyncHTTPClient
import ForgeCore
import NIOCore
import NIOHTTP1
import Testing

@testable import ForgeWeb

@Suite("Crowds", .timeLimit(.minutes(3)))
struct CrowdTests {
    /// Each side of a connection is an open file of this process.
    private static let connections = 250

    @Test
    func `A thousand experiments made at once are all there, once`() async throws {
        let count = 1000
        let fixture = try await WebFixture()
        try await fixture.serve { server in
            var settings = HTTPClient.Configuration.singletonConfiguration
            settings.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = Self.connections
            let client = HTTPClient(configuration: settings)
            let replies = try await Self.create(count, by: client, at: server.port)
            try await client.shutdown()
            #expect(replies.map(\.status) == Array(repeating: 201, count: count))
            #expect(Set(replies.map(\.location)).count == count)
        }
        let stored = try await fixture.store.facets()
        #expect(stored.statuses == ["pending": count])
        let names = try await names(in: fixture)
        #expect(names == Set((0..<count).map { "crowd-\($0)" }))
    }

    private static func create(
        _ count: Int, by client: HTTPClient, at port: Int
    ) async throws -> [(status: Int, location: String?)] {
        try await withThrowingTaskGroup(of: (Int, String?).self) { group in
            for number in 0..<count {
                group.addTask {
                    let config = WebFixture.config.replacing("name: capitals", with: "name: crowd-\(number)")
                    var request = HTTPClientRequest(url: "http://127.0.0.1:\(port)/api/v1/experiments")
                    request.method = .POST
                    request.headers.add(name: "Content-Type", value: "application/json")
                    request.body = .bytes(ByteBuffer(string: try JSON.text(["config": config])))
                    let response = try await client.execute(request, timeout: .seconds(120))
                    _ = try await response.body.collect(upTo: 1 << 20)
                    return (Int(response.status.code), response.headers.first(name: "Location"))
                }
            }
            return try await group.reduce(into: []) { $0.append((status: $1.0, location: $1.1)) }
        }
    }

    private func names(in fixture: WebFixture) async throws -> Set<String> {
        try await fixture.test { client in
            var names: Set<String> = []
            var cursor: String?
            repeat {
                let page = try await API(client: client).get(
                    "experiments?limit=200\(cursor.map { "&cursor=\($0)" } ?? "")")
                let items = page.json["items"]?.array ?? []
                names.formUnion(items.compactMap { ($0["experiment"] ?? $0)["name"]?.string })
                cursor = page.json["next"]?.string
            } while cursor != nil
            return names
        }
    }
}
