import ForgeCatalogue
import ForgeCore
import ForgeLab
import ForgeRetrieval
import Foundation

/// Knowledge bases with the encoders and corpora of this installation.
struct Knowledge: Sendable {
    let bases: KnowledgeBases
    let libraries: Libraries
    let encoders: EncoderShelf

    init() throws { try self.init(libraries: Libraries()) }

    init(libraries: Libraries) throws {
        self.libraries = libraries
        bases = KnowledgeBases(qdrant: try Self.qdrant(ProcessInfo.processInfo.environment))
        encoders = EncoderShelf(library: libraries.encoders)
    }

    /// `QDRANT_URL` and `QDRANT_API_KEY`; nil where no URL is set.
    private static func qdrant(_ environment: [String: String]) throws -> QdrantSettings? {
        guard let text = environment["QDRANT_URL"], !text.isEmpty else { return nil }
        guard let url = URL(string: text), ["http", "https"].contains(url.scheme), url.host != nil else {
            throw CommandError(
                .invalidInput, "qdrant.url", "QDRANT_URL is not an address.",
                remedy: "It looks like http://localhost:6333; unset it to keep vectors in files.")
        }
        return QdrantSettings(url: url, key: environment["QDRANT_API_KEY"].flatMap { $0.isEmpty ? nil : $0 })
    }

    /// A retriever with what these methods need, and nothing more.
    ///
    /// - Parameter reranker: nil for the catalogue's default.
    func retriever(
        _ base: KnowledgeBase, for methods: [RetrievalMethod], reranker: String? = nil
    ) async throws -> KnowledgeBaseRetriever {
        let needsVectors = methods.contains { $0 != .bm25 }
        let embedder = needsVectors ? try await embedder(of: base) : nil
        let reranker = methods.contains(.reranked) ? try await encoders.reranker(reranker) : nil
        return try await base.retriever(embedder: embedder, reranker: reranker)
    }

    /// What an experiment looks up.
    @Sendable
    func retriever(_ specification: RetrievalSpecification) async throws -> any Retriever {
        try await retriever(
            bases.open(specification.knowledgeBase), for: [specification.method], reranker: specification.reranker)
    }

    /// The embedder that a base was made with; nil for one of words only.
    func embedder(of base: KnowledgeBase) async throws -> (any Embedder)? {
        guard let info = base.settings.embedder else { return nil }
        return try await encoders.embedder(info.name)
    }
}
