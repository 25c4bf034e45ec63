package import ForgeCatalogue
package import ForgeCore
package import ForgeRetrieval

/// Loads an embedder by its name in the catalogue, nil for the default one.
package typealias EmbedderProvider = @Sendable (String?) async throws -> any Embedder

/// Loads a cross-encoder by its name in the catalogue, nil for the default one.
package typealias RerankerProvider = @Sendable (String?) async throws -> any Reranker

/// What a server does with knowledge bases: the one place behind the API, the pages and their forms.
///
/// Every method checks its input and throws errors with a remedy; none blocks for the length of an ingest.
package struct KnowledgeService: Sendable {
    package let bases: KnowledgeBases
    package let corpora: CorpusLibrary
    package let encoders: EncoderLibrary
    package let ingests: Ingests
    let embedders: EmbedderProvider
    let rerankers: RerankerProvider

    package init(
        bases: KnowledgeBases, corpora: CorpusLibrary, encoders: EncoderLibrary,
        embedders: @escaping EmbedderProvider, rerankers: @escaping RerankerProvider, events: LiveEvents
    ) {
        self.bases = bases
        self.corpora = corpora
        self.encoders = encoders
        self.embedders = embedders
        self.rerankers = rerankers
        ingests = Ingests(bases: bases, corpora: corpora, embedders: embedders, events: events)
    }

    // MARK: Looking

    /// All bases by name; one that cannot be read says why.
    package func list() async throws -> [KnowledgeListing] {
        var found: [KnowledgeListing] = []
        for name in bases.names() {
            var listing = KnowledgeListing(name: name, job: await ingests.job(of: name))
            do {
                listing.info = try await bases.info(name)
            } catch let error as any ForgeError where error.kind == .notFound {
                // Deleted a moment ago.
                continue
            } catch let error as any ForgeError {
                listing.problem = Obstacle(error)
            }
            found.append(listing)
        }
        return found
    }

    package func get(_ name: String) async throws -> KnowledgeListing {
        KnowledgeListing(name: name, info: try await bases.info(name), job: await ingests.job(of: name))
    }

    package func chunks(of name: String, _ query: ChunkQuery) async throws -> ChunkPage {
        try await opened(name) { try await $0.chunks(query) }
    }

    package func documents(of name: String, _ query: DocumentQuery) async throws -> DocumentPage {
        try await opened(name) { try await $0.documents(query) }
    }

    // MARK: Filling

    /// - Throws: not found for a base that is not there, invalid input for a corpus that is not in the catalogue, a conflict
    ///   while an ingest into the base is under way.
    package func ingest(_ corpus: String, into name: String, removesVanished: Bool = false) async throws -> IngestJob {
        try await opened(name) { _ in }
        try inCatalogue { _ = try corpora.info(corpus) }
        return try await ingests.start(corpus, into: name, removesVanished: removesVanished)
    }

    package func stop(_ name: String) async throws -> IngestJob {
        _ = try await bases.info(name)
        return try await ingests.stop(name)
    }

    /// Deletes a base with its files and vectors.
    ///
    /// - Throws: a conflict while something is taken into it; Qdrant's error when it cannot remove the vectors.
    package func delete(_ name: String) async throws {
        if let job = await ingests.job(of: name), !job.isFinished {
            throw LabError(
                .conflict, "knowledge.ingesting", "`\(job.corpus)` is being taken into `\(name)`.",
                remedy: "Stop the ingest first.")
        }
        try await bases.delete(name)
        await ingests.forget(name)
    }

    /// Opened anew each time: another process may have deleted a base and made one of the same name.
    func opened<Value: Sendable>(
        _ name: String, _ body: (KnowledgeBase) async throws -> Value
    ) async throws -> Value {
        let base = try await bases.open(name)
        do {
            let value = try await body(base)
            try base.close()
            return value
        } catch {
            try? base.close()
            throw error
        }
    }
}
