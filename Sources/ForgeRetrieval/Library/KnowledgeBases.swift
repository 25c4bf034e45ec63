package import ForgeCore
package import Foundation

/// The knowledge bases of an installation: one folder each.
package struct KnowledgeBases: Sendable {
    package let folder: URL
    /// Nil: bases whose vectors are in Qdrant cannot be opened.
    package let qdrant: QdrantSettings?
    let words = WordIndexShelf()

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
        if settings.vectors == .qdrant, qdrant == nil {
            throw RetrievalError.invalid(
                "The vectors of `\(name)` cannot be kept in Qdrant.", cause: "QDRANT_URL is not set.",
                remedy: "Set QDRANT_URL (and QDRANT_API_KEY where one is needed), or leave --qdrant out.")
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

    /// - Throws: a bad name, or not found.
    package func check(_ name: String) throws {
        try BaseName.check(name)
        guard exists(name) else { throw RetrievalError.unknownBase(name, known: names()) }
    }

    package func info(_ name: String) async throws -> KnowledgeBaseInfo { try await open(name).info() }

    /// Opens a base for searching and ingesting. Cheap; keep it for many queries.
    package func open(_ name: String) async throws -> KnowledgeBase {
        try check(name)
        return try await KnowledgeBase(
            name: name, folder: BaseFolder(url: url(of: name)), qdrant: qdrant, words: words)
    }

    /// Deletes a base with all its files and vectors; refused while somebody ingests into it.
    ///
    /// - Parameter leavesVectors: a base whose vectors cannot be removed (Qdrant does not answer) is deleted all the
    ///   same.
    /// - Returns: what is left elsewhere, nil when nothing is.
    @discardableResult
    package func delete(_ name: String, leavesVectors: Bool = false) async throws -> String? {
        try check(name)
        let base = BaseFolder(url: url(of: name))
        let lock = try await WriterLock.take(base.lock, base: name)
        let left = try await forgetVectors(of: name, leavesVectors: leavesVectors)
        // Renamed first, so that a half-deleted folder is never taken for a base.
        let grave = folder.appending(path: ".deleted-\(UUID().uuidString)", directoryHint: .isDirectory)
        try FileSystem.rename(base.url, to: grave, name: name)
        try FileManager.default.removeItem(at: grave)
        _ = consume lock
        return left
    }

    private func forgetVectors(of name: String, leavesVectors: Bool) async throws -> String? {
        let base: KnowledgeBase
        do {
            base = try await open(name)
        } catch let error as RetrievalError where leavesVectors || error.code == RetrievalError.damagedFile {
            return "`\(name)` could not be read. If its vectors were in Qdrant, they are still there, in a collection "
                + "whose name begins with `forge-\(name)-`."
        }
        defer { try? base.close() }
        await base.words.forget()
        do {
            try await base.forgetVectors()
            return nil
        } catch let error as RetrievalError {
            // A base that never got a vector left at most an empty collection.
            let isEmpty = try await base.info().embedded == 0
            guard leavesVectors || isEmpty else { throw RetrievalError.vectorsStay(name, error) }
            return "What Qdrant has of `\(name)` is still there, in the collection `\(base.collection)`."
        }
    }

    private func url(of name: String) -> URL { folder.appending(path: name, directoryHint: .isDirectory) }

    private func exists(_ name: String) -> Bool {
        FileManager.default.fileExists(atPath: BaseFolder(url: url(of: name)).database.path(percentEncoded: false))
    }
}
