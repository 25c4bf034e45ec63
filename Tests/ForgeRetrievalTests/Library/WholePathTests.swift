import ForgeCore
import ForgeRetrieval
import Testing

@Suite("From documents to passages") struct WholePathTests {
    static let rows = [
        ("1", "Otter", "Otters are carnivorous mammals. They hold hands while they sleep on the water."),
        ("2", "Granite", "Granite is a coarse-grained igneous rock. It holds quartz and feldspar."),
        ("3", "Sonnet", "A sonnet is a poem of fourteen lines. Petrarch wrote many of them."),
    ]

    @Test(arguments: RetrievalMethod.allCases)
    func `Every method finds the passage that shares the query's words`(_ method: RetrievalMethod) async throws {
        let library = try TemporaryLibrary()
        let embedder = HashEmbedder()
        let base = try await library.make("animals", .init(embedder: embedder.info))
        let report = try await base.ingest(
            IngestRequest([.jsonl(try library.corpus(Self.rows))]), embedder: embedder)
        #expect(report.read == 3 && report.added == 3 && report.embedded == 3 && report.issues.isEmpty)

        let retriever = try await base.retriever(embedder: embedder, reranker: OverlapReranker())
        let found = try await retriever.retrieve("quartz in igneous rock", by: method, k: 2)
        let best = try #require(found.passages.first)
        #expect(best.document == "2" && best.title == "Granite" && best.position == 0)
        #expect(best.text.hasPrefix("Granite is a coarse-grained"))
        #expect(found.passages.count <= 2)
        let steps: [RetrievalMethod: [String]] = [
            .dense: ["embed", "dense"], .bm25: ["bm25"], .hybrid: ["embed", "dense", "bm25", "merge"],
            .reranked: ["embed", "dense", "bm25", "merge", "rerank"],
        ]
        #expect(found.steps.map(\.name) == steps[method])
        #expect(found.steps.allSatisfy { $0.seconds > 0 })
        #expect(found.steps.last?.hits.first?.score == best.score)
    }
}
