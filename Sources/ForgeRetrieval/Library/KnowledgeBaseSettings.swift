package import ForgeCore

/// What a knowledge base is made with; fixed for its life.
package struct KnowledgeBaseSettings: Sendable, Codable, Hashable {
    /// Where the vectors are.
    package enum Vectors: String, Sendable, Codable, CaseIterable {
        case embedded
        case qdrant
    }

    package var summary: String
    package var chunks: ChunkSettings
    /// Nil: words only (BM25).
    package var embedder: EncoderInfo?
    package var vectors: Vectors

    package init(
        summary: String = "", chunks: ChunkSettings = ChunkSettings(), embedder: EncoderInfo? = nil,
        vectors: Vectors = .embedded
    ) {
        self.summary = summary
        self.chunks = chunks
        self.embedder = embedder
        self.vectors = vectors
    }
}
