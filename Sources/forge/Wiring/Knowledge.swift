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
        bases = KnowledgeBases(qdrant: try QdrantSettings(environment: ProcessInfo.processInfo.environment))
        encoders = EncoderShelf(library: libraries.encoders)
    }

    /// Reads configs that may name what this machine has, knowledge bases as they are now.
    var loader: ConfigLoader { get async { await ConfigLoader(libraries).knowing(bases) } }

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
    ///
    /// - Throws: before the first question when none of them could find anything.
    @Sendable
    func retriever(_ specification: RetrievalSpecification) async throws -> any Retriever {
        let base = try await bases.open(specification.knowledgeBase)
        if let problem = KnowledgeState(try await base.info()).problem(for: specification.method) { throw problem }
        return try await retriever(base, for: [specification.method], reranker: specification.reranker)
    }

    /// The embedder that a base was made with; nil for one of words only.
    func embedder(of base: KnowledgeBase) async throws -> (any Embedder)? {
        guard let info = base.settings.embedder else { return nil }
        return try await encoders.embedder(info.name)
    }
}
