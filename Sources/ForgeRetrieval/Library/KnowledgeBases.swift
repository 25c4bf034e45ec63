package import ForgeCore
package import Foundation

/// The knowledge bases of an installation: one folder each.
package struct KnowledgeBases: Sendable {
    package let folder: URL
    /// Nil: bases whose vectors are in Qdrant cannot be opened.
    package let qdrant: QdrantSettings?

    package init(folder: URL, qdrant: QdrantSettings? = nil) {
        self.folder = folder
        self.qdrant = qdrant
    }

    package init(home: ForgeHome = ForgeHome(), qdrant: QdrantSettings? = nil) {
        self.init(folder: home.knowledge, qdrant: qdrant)
    }

    /// Makes an empty knowledge base.
    ///
    /// - Throws: a bad name, one that exists, settings that do not fit.
    @discardableResult
    package func create(_ name: String, _ settings: KnowledgeBaseSettings) async throws -> KnowledgeBaseInfo {
        try BaseName.check(name)
        try settings.chunks.check()
        if settings.vectors == .qdrant, settings.embedder == nil {
            throw RetrievalError.invalid("A knowledge base without an embedder has no vectors to keep in Qdrant.")
        }
        let base = BaseFolder(url: url(of: name))
        // Made under another name and renamed, so that a base is there whole or not at all.
        let draft = BaseFolder(url: folder.appending(path: ".new-\(UUID().uuidString)", directoryHint: .isDirectory))
        guard !exists(name) else { throw RetrievalError.baseExists(name) }
        do {
            try FileSystem.makeFolder(draft.url)
            let database = try BaseDatabase(draft.database, create: true)
            let text = try JSON.text(settings)
            try await database.write { database in
                try BaseMeta.set(.settings, text, database)
                try BaseMeta.set(.createdAt, Timestamp.text(of: Timestamp.now()), database)
                try BaseMeta.set(.identity, String(UUID().uuidString.lowercased().prefix(8)), database)
                try BaseMeta.set(.vectorFile, BaseFolder.firstVectorFile, database)
            }
            try database.close()
            try FileSystem.rename(draft.url, to: base.url, name: name)
        } catch {
            try? FileManager.default.removeItem(at: draft.url)
            throw error
        }
        return try await info(name)
    }

    /// All bases by name. One that cannot be read is left out of the list; `info` says why.
    package func list() async throws -> [KnowledgeBaseInfo] {
        var infos: [KnowledgeBaseInfo] = []
        for name in names() {
            if let info = try? await info(name) { infos.append(info) }
        }
        return infos
    }

    package func names() -> [String] {
        let found = (try? FileManager.default.contentsOfDirectory(atPath: folder.path(percentEncoded: false))) ?? []
        return found.filter { BaseName.isValid($0) && exists($0) }.sorted()
    }

    package func info(_ name: String) async throws -> KnowledgeBaseInfo { try await open(name).info() }

    /// Opens a base for searching and ingesting. Cheap; keep it for many queries.
    package func open(_ name: String) async throws -> KnowledgeBase {
        try BaseName.check(name)
        guard exists(name) else { throw RetrievalError.unknownBase(name, known: names()) }
        return try await KnowledgeBase(name: name, folder: BaseFolder(url: url(of: name)), qdrant: qdrant)
    }

    /// Deletes a base with all its files; refused while somebody ingests into it.
    package func delete(_ name: String) async throws {
        let base = try await open(name)
        let lock = try await WriterLock.take(base.folder.lock, base: name)
        try await base.forgetVectors()
        try base.close()
        // Renamed first, so that a half-deleted folder is never taken for a base.
        let grave = folder.appending(path: ".deleted-\(UUID().uuidString)", directoryHint: .isDirectory)
        try FileSystem.rename(base.folder.url, to: grave, name: name)
        try FileManager.default.removeItem(at: grave)
        _ = consume lock
    }

    private func url(of name: String) -> URL { folder.appending(path: name, directoryHint: .isDirectory) }

    private func exists(_ name: String) -> Bool {
        FileManager.default.fileExists(atPath: BaseFolder(url: url(of: name)).database.path(percentEncoded: false))
    }
}
