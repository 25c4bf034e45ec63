package import ForgeCore
import Foundation
import GRDB

/// Finds passages of one knowledge base by vectors, words, both, or in a cross-encoder's order.
package struct KnowledgeBaseRetriever: Retriever {
    /// Candidates that each of dense and BM25 gives to the fusion.
    package static let candidates = 10

    package let info: RetrieverInfo
    private let base: KnowledgeBase
    private let embedder: (any Embedder)?
    private let reranker: (any Reranker)?
    private let filter: PassageFilter?

    init(
        base: KnowledgeBase, embedder: (any Embedder)?, reranker: (any Reranker)?, filter: PassageFilter?
    ) async throws {
        self.base = base
        self.embedder = embedder
        self.reranker = reranker
        self.filter = filter
        info = try await base.database.read { database in
            RetrieverInfo(
                knowledgeBase: base.name,
                documents: try Int.fetchOne(database, sql: "SELECT count(*) FROM documents") ?? 0,
                chunks: try Int.fetchOne(database, sql: "SELECT count(*) FROM chunks") ?? 0,
                chunkTokens: base.settings.chunks.tokens, chunkOverlap: base.settings.chunks.overlap,
                contentHash: try ContentHash.stored(database) ?? ContentHash.compute(database),
                embedder: base.settings.embedder, reranker: reranker?.info,
                vectorStore: base.settings.vectors.rawValue)
        }
    }

    package func retrieve(_ query: String, by method: RetrievalMethod, k: Int) async throws -> Retrieval {
        guard k > 0 else {
            throw RetrievalError.invalid("\(k) passages were asked for.", remedy: "Ask for 1 or more.")
        }
        if method != .bm25, base.vectors == nil { throw RetrievalError.noVectors(base.name, method) }
        var trace = SearchSteps()
        let ranked: [(item: Int, score: Double)]
        switch method {
        case .dense: ranked = try await dense(query, k: k, &trace)
        case .bm25: ranked = try await words(query, k: k, &trace)
        case .hybrid: ranked = Array(try await hybrid(query, k: k, &trace).prefix(k))
        case .reranked: ranked = Array(try await reranked(query, k: k, &trace).prefix(k))
        }
        return Retrieval(query: query, method: method, passages: trace.passages(ranked), steps: trace.steps)
    }

    private func dense(_ query: String, k: Int, _ trace: inout SearchSteps) async throws -> [(
        item: Int, score: Double
    )] {
        guard let vectors = base.vectors, let info = base.settings.embedder else {
            throw RetrievalError.noVectors(base.name, .dense)
        }
        guard let embedder else { throw RetrievalError.needsEmbedder(base.name, info) }
        // A query without a visible character has no direction.
        guard query.contains(where: { !$0.isWhitespace }) else { return [] }
        let start = ContinuousClock.now
        let embedded = try await embedder.embed([query])
        trace.add("embed", since: start)
        let search = ContinuousClock.now
        let hits = try await vectors.search(Array(embedded.values), k: k, filter: filter)
        return try await note("dense", hits.map { ($0.chunk, $0.score) }, since: search, &trace)
    }

    private func words(_ query: String, k: Int, _ trace: inout SearchSteps) async throws -> [(
        item: Int, score: Double
    )] {
        let start = ContinuousClock.now
        let hits = try await base.words.search(query, k: k, filter: filter)
        return try await note("bm25", hits.map { ($0.chunk, $0.score) }, since: start, &trace)
    }

    private func hybrid(_ query: String, k: Int, _ trace: inout SearchSteps) async throws -> [(
        item: Int, score: Double
    )] {
        let depth = max(k, Self.candidates)
        let dense = try await dense(query, k: depth, &trace)
        let words = try await words(query, k: depth, &trace)
        let start = ContinuousClock.now
        let fused = ReciprocalRankFusion.fuse([dense.map(\.item), words.map(\.item)])
        trace.add("merge", since: start, fused)
        return fused
    }

    private func reranked(
        _ query: String, k: Int, _ trace: inout SearchSteps
    ) async throws -> [(item: Int, score: Double)] {
        guard let reranker else { throw RetrievalError.noReranker(base.name) }
        let candidates = try await hybrid(query, k: k, &trace).map(\.item)
        let start = ContinuousClock.now
        let texts = candidates.map { trace.searchText(of: $0) }
        let scores = texts.isEmpty ? [] : try await reranker.scores(of: texts, for: query)
        // Equal scores stay in the order of the fusion.
        let order = zip(candidates, scores).enumerated()
            .sorted { ($1.element.1, $0.offset) < ($0.element.1, $1.offset) }
            .map { (item: $0.element.0, score: $0.element.1) }
        trace.add("rerank", since: start, order)
        return order
    }

    /// Fetches the passages that are new to the trace; chunks that were deleted meanwhile drop out.
    private func note(
        _ step: String, _ hits: [(item: Int, score: Double)], since start: ContinuousClock.Instant,
        _ trace: inout SearchSteps
    ) async throws -> [(item: Int, score: Double)] {
        let wanted = hits.map(\.item).filter { !trace.knows($0) }
        trace.learn(try await base.database.read { try ChunkRow.fetch(wanted, $0) })
        let known = hits.filter { trace.knows($0.item) }
        trace.add(step, since: start, known)
        return known
    }
}
