import ForgeCore
import Testing

@testable import ForgeAgents

/// Finds the passages whose text holds the query's first word.
private struct WordRetriever: Retriever {
    struct Down: Error {}

    var isDown = false
    let info = RetrieverInfo(
        knowledgeBase: "towns", documents: 2, chunks: 3, chunkTokens: 64, chunkOverlap: 0, contentHash: "",
        embedder: nil,
        reranker: nil, vectorStore: "embedded")

    private static let passages = [
        ("Warsaw", 1, "Warsaw lies on the Vistula."), ("Warsaw", 0, "Warsaw is the capital of Poland."),
        ("Toruń", 0, "Toruń lies on the Vistula too."),
    ]

    func retrieve(_ query: String, by method: RetrievalMethod, k: Int) async throws -> Retrieval {
        if isDown { throw Down() }
        let word = query.lowercased().split(separator: " ").first.map(String.init) ?? ""
        let found = Self.passages.enumerated().filter { $1.2.lowercased().contains(word) }.prefix(k)
        let passages = found.map {
            RetrievedPassage(chunk: $0, document: $1.0, title: $1.0, position: $1.1, text: $1.2, score: 1)
        }
        return Retrieval(query: query, method: method, passages: passages, steps: [])
    }
}

struct RetrievalToolTests {
    private func run(_ tool: any Tool, _ arguments: [String: JSONValue]) async throws -> (ToolResult, ToolContext) {
        var context = ToolContext()
        let bound = try ArgumentBinder.bind(.object(arguments), to: tool.spec)
        let result = await tool.execute(bound, context: &context)
        return (result, context)
    }

    @Test func `passages come numbered with their titles, and can be looked through`() async throws {
        let (result, found) = try await run(RetrievalTool(retriever: WordRetriever()), ["query": "vistula", "k": "2"])
        #expect(result.text == "[1] Warsaw: Warsaw lies on the Vistula.\n[2] Toruń: Toruń lies on the Vistula too.")
        #expect(result.source == "knowledge base towns")
        var context = found
        let sentence = await LookupTool().execute(ToolArguments(["term": "too"]), context: &context)
        #expect(sentence.text == "(Result 1 / 1) Toruń lies on the Vistula too.")
    }

    @Test func `nothing found and a knowledge base that is down are failures of two kinds`() async throws {
        #expect(try await run(RetrievalTool(retriever: WordRetriever()), ["query": "xyz"]).0.errorKind == .notFound)
        let down = RetrievalTool(retriever: WordRetriever(isDown: true))
        #expect(try await run(down, ["query": "xyz"]).0.errorKind == .unavailable)
    }

    @Test func `articles are put together from the chunks of their title`() async throws {
        let articles = RetrieverArticles(WordRetriever())
        let article = try await articles.article(titled: "WARSAW")
        #expect(
            article == Article(title: "Warsaw", text: "Warsaw is the capital of Poland.\nWarsaw lies on the Vistula."))
        #expect(try await articles.article(titled: "Vistula") == nil)
        #expect(try await articles.titles(like: "vistula", limit: 5) == ["Warsaw", "Toruń"])
        let tool = WikipediaTool(client: nil, local: articles)
        #expect(
            try await run(tool, ["query": "vistula"]).0.text.contains(
                "[local knowledge base] Warsaw: Warsaw is the capital"))
    }

    @Test func `the calculator tool computes or says why not`() async throws {
        #expect(try await run(CalculatorTool(), ["expression": "6 * 7"]).0 == .success("42"))
        #expect(try await run(CalculatorTool(), ["expression": 42]).0 == .success("42"))
        let failed = try await run(CalculatorTool(), ["expression": "1/0"]).0
        #expect(failed.errorKind == .notPossible && failed.text == "Cannot compute this: division by zero.")
    }
}
