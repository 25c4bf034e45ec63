package import ForgeCore

/// What a method looks up, and how.
package struct RetrievalSpecification: Sendable, Hashable {
    package var knowledgeBase: String
    package var method: RetrievalMethod
    /// Passages per question.
    package var k: Int
    /// Name of a cross-encoder instead of the default one; nil unless the method reranks.
    package var reranker: String?

    package init(knowledgeBase: String, method: RetrievalMethod, k: Int, reranker: String? = nil) {
        self.knowledgeBase = knowledgeBase
        self.method = method
        self.k = k
        self.reranker = reranker
    }
}

/// Opens knowledge bases; the executable wires it to those it has, tests to one in memory.
///
/// Asked once for each experiment: what is costly to load it should keep.
package typealias RetrieverProvider = @Sendable (RetrievalSpecification) async throws -> any Retriever

/// Loads NLI models by name, nil for the default one.
package typealias EntailmentProvider = @Sendable (String?) async throws -> any EntailmentJudge
