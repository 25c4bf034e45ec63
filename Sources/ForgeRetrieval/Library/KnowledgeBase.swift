package import ForgeCore
import Foundation
import GRDB

/// An open knowledge base.
package struct KnowledgeBase: Sendable {
    package let name: String
    package let settings: KnowledgeBaseSettings
    let createdAt: Date
    let folder: BaseFolder
    let database: BaseDatabase
    let words: WordIndex
    /// Nil without an embedder.
    let vectors: (any VectorStore)?
    /// Qdrant's, where the vectors are there.
    let collection: String

    init(name: String, folder: BaseFolder, qdrant: QdrantSettings?, words shelf: WordIndexShelf) async throws {
        self.name = name
        self.folder = folder
        let database = try BaseDatabase(folder.database)
        self.database = database
        let stored = try await database.read { database in
            (
                settings: try BaseMeta.json(.settings, as: KnowledgeBaseSettings.self, database),
                createdAt: try BaseMeta.get(.createdAt, database),
                identity: try BaseMeta.get(.identity, database)
            )
        }
        guard let settings = stored.settings else {
            throw RetrievalError.damaged(database.path, cause: "Its settings are missing.")
        }
        self.settings = settings
        createdAt = stored.createdAt.flatMap { Timestamp.date(of: $0) } ?? .distantPast
        words = WordIndex(folder: folder, database: database, identity: stored.identity ?? "", shelf: shelf)
        let collection = "forge-\(name)-\(stored.identity ?? "")"
        self.collection = collection
        vectors = settings.embedder.map { embedder -> any VectorStore in
            switch (settings.vectors, qdrant) {
            case (.embedded, _): EmbeddedVectorStore(folder: folder, database: database, embedder: embedder)
            case (.qdrant, let qdrant?):
                QdrantVectorStore(qdrant, collection: collection, dimension: embedder.dimension)
            case (.qdrant, nil): AbsentVectorStore(name: "qdrant", error: .noQdrantAddress(name))
            }
        }
    }

    package func info() async throws -> KnowledgeBaseInfo {
        let isWriting = try WriterLock.isHeld(folder.lock)
        let bytes = FileSystem.size(of: folder.url)
        return try await database.read { database in
            var state = try BaseMeta.json(.ingest, as: IngestState.self, database)
            // Nobody holds the lock: whoever wrote "running" was killed.
            if state?.status == .running, !isWriting { state?.status = .interrupted }
            return KnowledgeBaseInfo(
                name: name, settings: settings, createdAt: createdAt,
                documents: try Int.fetchOne(database, sql: "SELECT count(*) FROM documents") ?? 0,
                chunks: try Int.fetchOne(database, sql: "SELECT count(*) FROM chunks") ?? 0,
                embedded: try Int.fetchOne(database, sql: "SELECT count(vector) FROM chunks") ?? 0,
                bytes: bytes, lastIngest: state, contentHash: try ContentHash.stored(database),
                vectorsProblem: (vectors as? AbsentVectorStore)?.error.cause)
        }
    }

    /// - Parameters:
    ///   - embedder: the base's own; nil searches by words only.
    package func retriever(
        embedder: (any Embedder)? = nil, reranker: (any Reranker)? = nil, filter: PassageFilter? = nil
    ) async throws -> KnowledgeBaseRetriever {
        try check(embedder)
        return try await KnowledgeBaseRetriever(
            base: self, embedder: embedder, reranker: reranker, filter: filter?.isEmpty == true ? nil : filter)
    }

    /// Vectors of another embedder would be compared with nonsense as the result.
    func check(_ embedder: (any Embedder)?) throws {
        guard let given = embedder?.info else { return }
        guard let has = settings.embedder else {
            throw RetrievalError.invalid(
                "The knowledge base `\(name)` was made without an embedder, so it cannot use `\(given.name)`.",
                remedy: "Make another knowledge base with it, or search by `bm25`.")
        }
        guard has.name == given.name, has.sha256 == given.sha256, has.dimension == given.dimension else {
            throw RetrievalError.otherEmbedder(name, has: has, given: given)
        }
    }

    /// Those of these ids that no document has.
    package func missing(documents ids: some Sequence<String> & Sendable) async throws -> Set<String> {
        try await database.read { database in
            let statement = try database.cachedStatement(sql: "SELECT 1 FROM documents WHERE id = ?")
            return try Set(ids.filter { try Int.fetchOne(statement, arguments: [$0]) == nil })
        }
    }

    func forgetVectors() async throws { try await vectors?.drop() }

    package func close() throws { try database.close() }
}
