package import ForgeCore
import ForgeRetrieval

/// What one method found for a query, or why it cannot be had.
package struct MethodRanking: Sendable, Codable, Hashable {
    package var method: RetrievalMethod
    /// Best first.
    package var passages: [RetrievedPassage]
    package var steps: [RetrievalStep]
    /// Nil when the method worked, even if it found nothing.
    package var problem: Obstacle?

    /// Seconds of all steps.
    package var seconds: Double { steps.reduce(0) { $0 + $1.seconds } }
}

extension KnowledgeService {
    package static let mostPassages = 50

    /// One query by several methods, one after the other, so that none takes time from another.
    ///
    /// A method that needs an encoder which cannot be had says so in its place; the others are searched.
    package func search(
        _ name: String, for query: String, k: Int, by methods: [RetrievalMethod] = RetrievalMethod.allCases
    ) async throws -> [MethodRanking] {
        try await opened(name) { base in
            var rankings: [MethodRanking] = []
            for method in methods {
                rankings.append(try await ranking(of: query, by: method, k: k, in: base))
            }
            return rankings
        }
    }

    private func ranking(
        of query: String, by method: RetrievalMethod, k: Int, in base: KnowledgeBase
    ) async throws -> MethodRanking {
        do {
            let retriever = try await retriever(of: base, for: method)
            let found = try await retriever.retrieve(query, by: method, k: min(max(1, k), Self.mostPassages))
            return MethodRanking(method: method, passages: found.passages, steps: found.steps)
        } catch let error as any ForgeError where error.kind != .cancelled {
            return MethodRanking(method: method, passages: [], steps: [], problem: Obstacle(error))
        }
    }

    private func retriever(of base: KnowledgeBase, for method: RetrievalMethod) async throws -> KnowledgeBaseRetriever {
        // A base without vectors says so itself, before anything is loaded.
        guard method != .bm25, let info = base.settings.embedder else { return try await base.retriever() }
        let embedder = try await embedders(info.name)
        let reranker: (any Reranker)? = method == .reranked ? try await rerankers(nil) : nil
        return try await base.retriever(embedder: embedder, reranker: reranker)
    }
}
