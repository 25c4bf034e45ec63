/// How passages are found and ordered.
package enum RetrievalMethod: String, Sendable, Codable, CaseIterable {
    /// By the cosine of embeddings.
    case dense
    /// By BM25 over words.
    case bm25
    /// Dense and BM25 candidates, fused by reciprocal ranks.
    case hybrid
    /// The hybrid candidates in the order of a cross-encoder.
    case reranked
}

/// Finds passages of one knowledge base.
package protocol Retriever: Sendable {
    var info: RetrieverInfo { get }

    /// The `k` best passages, best first (fewer when there are no more), with every step that led to them.
    ///
    /// A query without a word finds nothing by BM25; that is no error.
    func retrieve(_ query: String, by method: RetrievalMethod, k: Int) async throws -> Retrieval
}

/// What a retriever searches and with what, for provenance.
package struct RetrieverInfo: Sendable, Codable, Hashable {
    package var knowledgeBase: String
    package var documents: Int
    package var chunks: Int
    /// Tokens per chunk and tokens that neighbours share.
    package var chunkTokens: Int
    package var chunkOverlap: Int
    /// SHA-256 over the hashes of all chunks in order: equal when the same passages are searched.
    package var contentHash: String
    package var embedder: EncoderInfo?
    package var reranker: EncoderInfo?
    /// `embedded` or `qdrant`.
    package var vectorStore: String

    package init(
        knowledgeBase: String, documents: Int, chunks: Int, chunkTokens: Int, chunkOverlap: Int, contentHash: String,
        embedder: EncoderInfo?, reranker: EncoderInfo?, vectorStore: String
    ) {
        self.knowledgeBase = knowledgeBase
        self.documents = documents
        self.chunks = chunks
        self.chunkTokens = chunkTokens
        self.chunkOverlap = chunkOverlap
        self.contentHash = contentHash
        self.embedder = embedder
        self.reranker = reranker
        self.vectorStore = vectorStore
    }
}

/// What one query found.
package struct Retrieval: Sendable, Codable, Hashable {
    package var query: String
    package var method: RetrievalMethod
    /// Best first.
    package var passages: [RetrievedPassage]
    /// In the order they were taken: `embed`, `dense`, `bm25`, `merge`, `rerank`.
    package var steps: [RetrievalStep]

    package init(query: String, method: RetrievalMethod, passages: [RetrievedPassage], steps: [RetrievalStep]) {
        self.query = query
        self.method = method
        self.passages = passages
        self.steps = steps
    }
}

/// A chunk of a document as a query found it.
package struct RetrievedPassage: Sendable, Codable, Hashable {
    /// Number of the chunk in its knowledge base.
    package var chunk: Int
    /// The document's own id.
    package var document: String
    package var title: String
    package var section: String?
    package var url: String?
    /// Number of the chunk within its document, from 0.
    package var position: Int
    package var text: String
    /// Of the last step: cosine, BM25 (higher is better), fused reciprocal ranks, or relevance logit.
    package var score: Double

    package init(
        chunk: Int, document: String, title: String, section: String? = nil, url: String? = nil, position: Int,
        text: String, score: Double
    ) {
        self.chunk = chunk
        self.document = document
        self.title = title
        self.section = section
        self.url = url
        self.position = position
        self.text = text
        self.score = score
    }
}

/// One step of a retrieval: what it took and how it ordered the candidates.
package struct RetrievalStep: Sendable, Codable, Hashable {
    package var name: String
    package var seconds: Double
    /// Best first; empty for a step that ranks nothing (`embed`).
    package var hits: [RetrievalHit]

    package init(name: String, seconds: Double, hits: [RetrievalHit] = []) {
        self.name = name
        self.seconds = seconds
        self.hits = hits
    }
}

package struct RetrievalHit: Sendable, Codable, Hashable {
    package var chunk: Int
    package var title: String
    package var score: Double

    package init(chunk: Int, title: String, score: Double) {
        self.chunk = chunk
        self.title = title
        self.score = score
    }
}
