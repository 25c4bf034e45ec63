import ForgeCore
import Foundation
import Testing

@testable import ForgeAgents

struct WikipediaTests {
    /// One call of the tool against a server with these faults.
    private func search(
        _ query: String, faults: [WikiServer.Fault] = [], local: (any ArticleSource)? = nil,
        manner: WikipediaTool.Manner = .firstParagraph, timeout: Double = 10,
        check: @Sendable @escaping (ToolResult, ToolContext, WikiServer) throws -> Void
    ) async throws {
        let server = WikiServer(faults: faults)
        try await server.run { address in
            try await BoundedHTTP.withClient { http in
                let client = WikipediaClient(settings: Self.settings(address, timeout: timeout), client: http)
                let tool = WikipediaTool(client: client, local: local, manner: manner)
                var context = ToolContext()
                let result = await tool.execute(ToolArguments(["query": .string(query)]), context: &context)
                try check(result, context, server)
            }
        }
    }

    private static func settings(_ address: URL, cache: URL? = nil, timeout: Double = 10) -> WikipediaSettings {
        WikipediaSettings(
            address: address, interval: 0.01, timeout: timeout,
            retry: RetryPolicy(attempts: 3, base: 0.01, ceiling: 0.05, longestRetryAfter: 2), largestBody: 100_000,
            cache: cache)
    }

    @Test func `a page by title, and its text for lookups`() async throws {
        try await search("Marie Curie") { result, context, server in
            #expect(result.success)
            #expect(result.text == "[127.0.0.1] Marie Curie: Marie Curie was a physicist.")
            #expect(result.source == "127.0.0.1")
            #expect(context.page?.text.contains("Warsaw") == true)
            #expect(server.seen.count == 1)
        }
    }

    @Test func `a redirect within Wikipedia is told`() async throws {
        try await search("Maria Skłodowska") { result, _, _ in
            #expect(result.success && result.text.contains("(Maria Skłodowska leads to this page) Marie Curie:"))
        }
    }

    @Test func `a disambiguation page offers its choices`() async throws {
        try await search("Mercury") { result, context, _ in
            #expect(result.success && result.text.contains("can mean: Mercury (planet); Mercury (element)"))
            #expect(context.page == nil)
        }
    }

    @Test func `a missing title is searched, and the best page opened`() async throws {
        try await search("who discovered radium") { result, _, server in
            #expect(result.success && result.text.contains("Marie Curie was a physicist."))
            #expect(result.text.contains("Other pages: Radium"))
            #expect(server.seen.map(\.path) == ["/w/api.php", "/w/rest.php/v1/search/page", "/w/api.php"])
        }
        try await search("Mary Curie", manner: .sentences(5)) { result, _, _ in
            #expect(result.errorKind == .notFound && result.text == "Could not find Mary Curie. Similar: Marie Curie.")
        }
        try await search("Qwertz") { result, _, _ in
            #expect(result.errorKind == .notFound && result.text.contains("Could not find Qwertz."))
        }
    }

    @Test func `signs in a query arrive as they are`() async throws {
        try await search("C++") { result, _, server in
            #expect(result.success)
            #expect(server.seen.first?.query["titles"] == "C++")
        }
    }

    @Test func `429 and 5xx are tried again, after the time that the server asks for`() async throws {
        try await search("Marie Curie", faults: [.status(429, retryAfter: "1"), .status(503)]) { result, _, server in
            #expect(result.success)
            #expect(server.seen.count == 3)
            #expect(server.seen[1].time - server.seen[0].time >= .milliseconds(950))
        }
    }

    @Test func `a wait that is too long, and faults that last, are failures`() async throws {
        try await search("Marie Curie", faults: [.status(429, retryAfter: "3600")]) { result, _, server in
            #expect(result.errorKind == .rateLimited && server.seen.count == 1)
        }
        try await search("Marie Curie", faults: [.status(500), .status(502), .status(503)]) { result, _, server in
            #expect(result.errorKind == .unavailable && server.seen.count == 3)
        }
        try await search("Marie Curie", faults: [.status(403)]) { result, _, server in
            #expect(result.errorKind == .badResponse && server.seen.count == 1)
        }
    }

    @Test func `a slow, a broken and a huge answer are failures of their kinds`() async throws {
        try await search("Marie Curie", faults: [.slow(30), .slow(30), .slow(30)], timeout: 0.2) { result, _, _ in
            #expect(result.errorKind == .timeout)
        }
        let drips = [WikiServer.Fault](repeating: .dripping, count: 3)
        try await search("Marie Curie", faults: drips, timeout: 0.2) { result, _, _ in
            #expect(result.errorKind == .timeout)
        }
        for body in [
            "{\"query\": {\"pages\": [", "<html>", "[]", "{}", "{\"query\": {}}", "{\"error\": {\"info\": \"no\"}}",
        ] {
            try await search("Marie Curie", faults: [.body(body)]) { result, _, _ in
                #expect(result.errorKind == .badResponse, "\(body)")
            }
        }
        try await search("Marie Curie", faults: [.huge]) { result, _, _ in #expect(result.errorKind == .tooLarge) }
    }

    @Test(arguments: [
        "http://example.org/", "//example.org/x", "http://127.0.0.1:1/", "ftp://127.0.0.1/", "http://u@127.0.0.1/",
    ])
    func `a redirect to another host is refused`(_ location: String) async throws {
        try await search("Marie Curie", faults: [.redirect(location)]) { result, _, server in
            #expect(result.errorKind == .refused && server.seen.count == 1)
        }
    }

    @Test func `redirects on the same host are followed, but not for ever`() async throws {
        try await search("Marie Curie", faults: [.redirect("/w/api.php?titles=Marie%20Curie")]) { result, _, _ in
            #expect(result.success)
        }
        let circle = [WikiServer.Fault](repeating: .redirect("/w/api.php"), count: 9)
        try await search("Marie Curie", faults: circle) { result, _, server in
            #expect(result.errorKind == .badResponse && server.seen.count == 4)
        }
    }

    @Test func `the local knowledge base answers by title when Wikipedia does not, and the host is left alone`()
        async throws
    {
        let server = WikiServer(faults: [.status(500), .status(500), .status(500)])
        try await server.run { address in
            try await BoundedHTTP.withClient { http in
                let client = WikipediaClient(settings: Self.settings(address), client: http)
                let tool = WikipediaTool(client: client, local: TestShelf.articles)
                var context = ToolContext()
                for query in ["warsaw", "capital Warsaw"] {
                    let result = await tool.execute(ToolArguments(["query": .string(query)]), context: &context)
                    #expect(
                        result.text
                            == "[local knowledge base] Warsaw: Warsaw is the capital of Poland. It lies on the Vistula."
                    )
                    #expect(result.source == "local knowledge base")
                }
                #expect(server.seen.count == 3)
                let missing = await tool.execute(ToolArguments(["query": "Qwertz"]), context: &context)
                #expect(missing.errorKind == .notFound)
            }
        }
    }

    @Test func `answers are kept on disk, broken files are not believed`() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "forge-agents-\(UUID())")
        defer { try? FileManager.default.removeItem(at: folder) }
        let server = WikiServer()
        try await server.run { address in
            try await BoundedHTTP.withClient { http in
                let settings = Self.settings(address, cache: folder)
                func search() async -> ToolResult {
                    var context = ToolContext()
                    let tool = WikipediaTool(client: WikipediaClient(settings: settings, client: http))
                    return await tool.execute(ToolArguments(["query": "Marie Curie"]), context: &context)
                }
                _ = await search()
                let again = await search()
                #expect(again.source == "cache of 127.0.0.1" && server.seen.count == 1)
                for file in try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil) {
                    try Data("{".utf8).write(to: file)
                }
                #expect(await search().source == "127.0.0.1")
                #expect(server.seen.count == 2)
            }
        }
    }

    @Test func `requests of many agents keep their distance`() async throws {
        let spacing = CallSpacing(interval: 0.05)
        let times = try await withThrowingTaskGroup(of: ContinuousClock.Instant.self) { group in
            for _ in 0..<8 { group.addTask { try await spacing.turn() } }
            return try await group.reduce(into: []) { $0.append($1) }.sorted()
        }
        #expect(times.count == 8)
        for (before, after) in zip(times, times.dropFirst()) { #expect(after - before >= .milliseconds(50)) }
    }

    @Test func `the client keeps the distance between its requests`() async throws {
        let server = WikiServer(faults: [.status(500), .status(500)])
        try await server.run { address in
            try await BoundedHTTP.withClient { http in
                var settings = Self.settings(address)
                settings.interval = 0.2
                let client = WikipediaClient(settings: settings, client: http)
                let time = try await ContinuousClock().measure { _ = try await client.page(titled: "Marie Curie") }
                #expect(server.seen.count == 3 && time >= .milliseconds(400))
            }
        }
    }

    @Test func `languages are codes, and hosts that do not exist are failures`() async throws {
        #expect(try WikipediaSettings(language: "de").address.absoluteString == "https://de.wikipedia.org")
        for language in ["", "a", "de.evil.org/", "DE", "../x"] {
            #expect(throws: AgentError.self) { try WikipediaSettings(language: language) }
        }
        try await BoundedHTTP.withClient { http in
            let address = try #require(URL(string: "http://127.0.0.1:1"))
            let tool = WikipediaTool(client: WikipediaClient(settings: Self.settings(address), client: http))
            var context = ToolContext()
            let result = await tool.execute(ToolArguments(["query": "x"]), context: &context)
            #expect(result.errorKind == .unavailable)
        }
    }
}
