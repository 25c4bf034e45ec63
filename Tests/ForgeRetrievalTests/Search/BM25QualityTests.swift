import ForgeCore
import ForgeRetrieval
import Foundation
import Testing

/// References: BM25 with k1 0.9, b 0.4 and no stemming (SOURCES.md of the shared data).
@Suite(.enabled(if: SharedCorpus.isThere, "needs ../shared/data"), .serialized)
struct `BM25 on real queries` {
    @Test(arguments: [(SharedCorpus.scifact, 0.667, 0.792), (SharedCorpus.hotpotQA, 0.748, 0.838)])
    func `nDCG and recall at 10 are those of the reference within 0.02`(
        _ set: SharedCorpus, _ nDCG: Double, _ recall: Double
    ) async throws {
        let library = try TemporaryLibrary()
        // Whole abstracts, as the reference has them.
        let base = try await library.make("base", .init(chunks: ChunkSettings(tokens: 8192, overlap: 0)))
        _ = try await base.ingest(IngestRequest([.jsonl(set.corpus)]))
        let quality = try await Self.quality(of: base, on: set)
        print("bm25 \(set.folder.lastPathComponent): nDCG@10 \(quality.nDCG), recall@10 \(quality.recall)")
        #expect(abs(quality.nDCG - nDCG) <= 0.02)
        #expect(abs(quality.recall - recall) <= 0.02)
    }

    static func quality(of base: KnowledgeBase, on set: SharedCorpus) async throws -> RankingQuality {
        let (queries, judgements) = (try set.queries(), try set.judgements())
        let retriever = try await base.retriever()
        var quality = RankingQuality()
        for (query, relevant) in judgements {
            // Several chunks may be one document's.
            let found = try await retriever.retrieve(queries[query] ?? "", by: .bm25, k: 40)
            quality.add(found.passages.map(\.document), relevant)
        }
        return quality
    }
}
