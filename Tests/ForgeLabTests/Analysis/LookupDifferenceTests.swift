import ForgeCore
import Testing

@testable import ForgeLab

@Suite("What compared experiments looked up")
struct LookupDifferenceTests {
    private static func encoder(_ name: String, _ sha256: String) -> EncoderInfo {
        EncoderInfo(
            name: name, architecture: "bert", sha256: sha256, dimension: 4, maxTokens: 256, precision: "float32")
    }

    private static func base(
        _ name: String = "facts", content: String = "aaaa1111bbbb", chunks: Int = 4, tokens: Int = 256,
        embedder: EncoderInfo? = encoder("minilm", "e0"), reranker: EncoderInfo? = nil
    ) -> RetrieverInfo {
        RetrieverInfo(
            knowledgeBase: name, documents: 1, chunks: chunks, chunkTokens: tokens, chunkOverlap: 50,
            contentHash: content, embedder: embedder, reranker: reranker, vectorStore: "embedded")
    }

    private func difference(
        _ bases: [RetrieverInfo?], judges: [EncoderInfo] = []
    ) throws -> LookupDifference {
        let names = ["a", "b", "c"]
        let experiments = try bases.enumerated().map { index, base in
            var experiment = AnalysisFixtures.experiment(names[index], total: 3)
            var provenance: [String: JSONValue] = [:]
            if let base { provenance["retriever"] = try JSON.decode(from: JSON.data(base)) }
            if judges.indices.contains(index) {
                provenance["nli"] = try JSON.decode(from: JSON.data(judges[index]))
            }
            experiment.provenance = .object(provenance)
            return experiment
        }
        return LookupDifference(experiments, labels: Array(names.prefix(bases.count)))
    }

    @Test func `the same base, or none, is no word worth`() throws {
        #expect(try difference([Self.base(), Self.base()]).warnings.isEmpty)
        #expect(try difference([Self.base(), nil]).warnings.isEmpty)
        #expect(try difference([nil, nil]).names.isEmpty)
    }

    @Test func `a base that changed is named with all its states and who had them`() throws {
        let found = try difference([Self.base(), Self.base(content: "cccc2222dddd", chunks: 1_234), Self.base()])
        #expect(
            found.warnings == [
                "The knowledge base `facts` changed between the runs: a, c: 4 passages of 1 document, content aaaa1111; "
                    + "b: 1,234 passages of 1 document, content cccc2222. The difference may come from its passages."
            ])
        #expect(found.names == ["passages of facts"])
    }

    @Test func `another embedder or another cut of the same base is named`() throws {
        let found = try difference([Self.base(), Self.base(tokens: 128, embedder: Self.encoder("other", "e1"))])
        #expect(found.names == ["embedder", "chunking"])
        #expect(found.warnings[0].hasSuffix("had different embedders: a: minilm (e0); b: other (e1)."))
        #expect(
            found.warnings[1].hasSuffix(
                "a: up to 256 tokens, 50 of them shared; b: up to 128 tokens, 50 of them shared."))
    }

    @Test func `bases of other names may hold other passages, but how they were made is told`() throws {
        let same = try difference([Self.base("x"), Self.base("y", content: "other")])
        #expect(same.warnings.isEmpty && same.names.isEmpty)
        let words = try difference([Self.base("x"), Self.base("y", embedder: nil)])
        #expect(
            words.warnings == [
                "The knowledge bases have different embedders: a: minilm (e0); b: none (words only)."
            ])
    }

    @Test func `rerankers and judges of other weights are named`() throws {
        let reranked = try difference([
            Self.base(reranker: Self.encoder("r", "r0")), Self.base(reranker: Self.encoder("r", "r1")),
        ])
        #expect(reranked.names == ["reranker"])
        let judged = try difference(
            [Self.base(), Self.base()], judges: [Self.encoder("n", "n0"), Self.encoder("n", "n1")])
        #expect(judged.warnings == ["Faithfulness was judged by different NLI models: a: n (n0); b: n (n1)."])
    }

    @Test func `a comparison carries them, and its settings are not called the same`() throws {
        let sides = try ["k0", "k1"].map { content in
            var side = AnalysisFixtures.side("run-\(content)", 10, right: 0..<5)
            side.experiment.provenance = [
                "retriever": try JSON.decode(from: JSON.data(Self.base(content: content)))
            ]
            return side
        }
        let comparison = try Comparison.make(sides, metrics: [AnalysisFixtures.em])
        #expect(comparison.differences == ["passages of facts"] && comparison.warnings.count == 1)
        #expect(ComparisonTable(comparison).caption.contains("changed between the runs"))
    }

    @Test func `one that answered nothing cannot be compared`() throws {
        var failed = AnalysisFixtures.side("b", 4, right: [])
        for index in failed.rows.indices { failed.rows[index].isAnswered = false }
        failed.experiment.status = .failed
        failed.experiment.error = "All 4 questions failed."
        let error = #expect(throws: LabError.self) {
            try Comparison.make([AnalysisFixtures.side("a", 4, right: [1]), failed], metrics: [AnalysisFixtures.em])
        }
        #expect(error?.code == "compare.all-failed" && error?.cause == "All 4 questions failed.")
    }
}
