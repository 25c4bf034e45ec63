import ForgeCore
import Foundation
import Testing

@testable import ForgeAgents

struct HTTPToolTests {
    private func settings(_ address: URL, url: String, path: [String]? = nil) -> HTTPTool.Settings {
        HTTPTool.Settings(
            name: "titles", summary: "finds titles", parameters: [ToolParameter("query", .string, "words")], url: url,
            allowed: [address], resultPath: path)
    }

    @Test func `arguments go into the address encoded, and a path leads to the result`() async throws {
        let server = WikiServer()
        try await server.run { address in
            try await BoundedHTTP.withClient { http in
                let url = "\(address)/w/rest.php/v1/search/page?q={query}"
                let tool = try HTTPTool(
                    settings: settings(address, url: url, path: ["pages", "0", "title"]), client: http)
                var context = ToolContext()
                let result = await tool.execute(
                    ToolArguments(["query": "who discovered radium"]), context: &context)
                #expect(result.success && result.text == "Marie Curie" && result.source == "127.0.0.1")
                let hostile = "x&limit=1#/../../@evil.org"
                let empty = await tool.execute(ToolArguments(["query": .string(hostile)]), context: &context)
                #expect(empty.errorKind == .notFound)
                #expect(server.seen.last?.query == ["q": hostile])
            }
        }
    }

    @Test func `addresses that are not allowed are no tools`() async throws {
        try await BoundedHTTP.withClient { http in
            let address = try #require(URL(string: "https://example.org"))
            for url in [
                "https://evil.org/?q={query}", "http://example.org/?q={query}", "https://{query}.example.org/",
                "https://example.org:8443/{query}", "file:///etc/passwd?{query}",
                "https://example.org@evil.org/{query}",
                "", "https://example.org/", "https://example.org/{query}/{other}", "https://example.org/{query}}",
            ] {
                #expect(throws: AgentError.self, "\(url)") {
                    try HTTPTool(settings: settings(address, url: url), client: http)
                }
            }
        }
    }

    @Test func `a value with braces fills its own place only`() async throws {
        let server = WikiServer()
        try await server.run { address in
            try await BoundedHTTP.withClient { http in
                var settings = settings(address, url: "\(address)/w/rest.php/v1/search/page?q={query}&limit={limit}")
                settings.parameters.append(ToolParameter("limit", .integer, "how many", default: 3))
                let tool = try HTTPTool(settings: settings, client: http)
                var context = ToolContext()
                _ = await tool.execute(ToolArguments(["query": "{limit} %7B", "limit": 5]), context: &context)
                #expect(server.seen.last?.query == ["q": "{limit} %7B", "limit": "5"])
            }
        }
    }

    @Test func `parameters have different names of letters and digits`() throws {
        let address = try #require(URL(string: "https://example.org"))
        for names in [["a", "a"], ["a b"], [""]] {
            var settings = settings(address, url: "https://example.org/" + names.map { "{\($0)}" }.joined())
            settings.parameters = names.map { ToolParameter($0, .string, "") }
            #expect(throws: AgentError.self, "\(names)") { try settings.check() }
        }
    }

    @Test func `a redirect to a host that is not allowed is refused`() async throws {
        let server = WikiServer(faults: [.redirect("http://example.org/"), .status(404), .status(500)])
        try await server.run { address in
            try await BoundedHTTP.withClient { http in
                let tool = try HTTPTool(settings: settings(address, url: "\(address)/?q={query}"), client: http)
                var context = ToolContext()
                var kinds: [ToolErrorKind?] = []
                for _ in 0..<3 {
                    kinds.append(await tool.execute(ToolArguments(["query": "a"]), context: &context).errorKind)
                }
                #expect(kinds == [.refused, .notFound, .unavailable])
            }
        }
    }
}
