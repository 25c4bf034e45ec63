import ForgeCatalogue
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
    ///
    /// - Parameter reranker: of the catalogue, nil for its default.
    package func search(
        _ name: String, for query: String, k: Int, by methods: [RetrievalMethod] = RetrievalMethod.allCases,
        reranker: String? = nil
    ) async throws -> [MethodRanking] {
        try await opened(name) { base in
            var rankings: [MethodRanking] = []
            for method in methods {
                rankings.append(try await ranking(of: query, by: method, k: k, in: base, reranker))
            }
            return rankings
        }
    }

    /// The catalogue's spelling of a reranker's name: a request may not name a path.
    ///
    /// - Throws: invalid input for a name that is not in the catalogue.
    package func rerankerName(_ name: String) throws -> String {
        try inCatalogue { try encoders.info(name).entry.name }
    }

    private func ranking(
        of query: String, by method: RetrievalMethod, k: Int, in base: KnowledgeBase, _ reranker: String?
    ) async throws -> MethodRanking {
        do {
            let retriever = try await retriever(of: base, for: method, reranker)
            let found = try await retriever.retrieve(query, by: method, k: min(max(1, k), Self.mostPassages))
            return MethodRanking(method: method, passages: found.passages, steps: found.steps)
        } catch let error as any ForgeError where error.kind != .cancelled {
            return MethodRanking(method: method, passages: [], steps: [], problem: Obstacle(error))
        }
    }

    private func retriever(
        of base: KnowledgeBase, for method: RetrievalMethod, _ name: String?
    ) async throws -> KnowledgeBaseRetriever {
        // A base without vectors says so itself, before anything is loaded.
        guard method != .bm25, let info = base.settings.embedder else { return try await base.retriever() }
        let embedder = try await embedders(info.name)
        let reranker: (any Reranker)? = method == .reranked ? try await rerankers(name) : nil
        return try await base.retriever(embedder: embedder, reranker: reranker)
    }
}
