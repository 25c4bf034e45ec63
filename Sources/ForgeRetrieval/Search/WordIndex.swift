import ForgeCore
import Foundation
import GRDB
import Synchronization

/// A base's BM25 index: read from its file, and made again when the chunks have changed since; once for all who ask.
final class WordIndex: Sendable {
    private let folder: BaseFolder
    private let database: BaseDatabase
    private let index = Mutex<BM25Index?>(nil)
    private let queue = WorkQueue("word-search")
    private let shelf: WordIndexShelf
    private let key: String

    init(folder: BaseFolder, database: BaseDatabase, identity: String, shelf: WordIndexShelf) {
        self.folder = folder
        self.database = database
        self.shelf = shelf
        key = "\(folder.url.path(percentEncoded: false)) \(identity)"
    }

    func search(_ query: String, k: Int, filter: PassageFilter?) async throws -> [(chunk: Int, score: Double)] {
        let words = WordTokenizer.words(of: query)
        guard !words.isEmpty else { return [] }
        let index = try await current()
        var chunks: Set<Int>?
        if let filter { chunks = try await database.read { try filter.chunks($0) } }
        return try await queue.run { [chunks] in
            index.search(words, k: k, isAllowed: chunks.map { chunks in { chunks.contains($0) } })
                .map { ($0.chunk, Double($0.score)) }
        }
    }

    /// For a base that is deleted.
    func forget() async { await shelf.forget(key) }

    /// Makes the index of the chunks as they are now and saves it. For the writer, at the end of an ingest.
    func rebuild() async throws {
        FileSystem.removeDrafts(of: folder.words)
        let bytes = try await build()
        try bytes.withBytes { try FileSystem.write($0, to: folder.words) }
        _ = keep(try BM25Index(storage: bytes))
    }

    /// The newest index that is whole: while somebody ingests, searches go on with what they have.
    private func current() async throws -> BM25Index {
        let generation = try await database.read { try BaseMeta.integer(.generation, $0) }
        let known = index.withLock { $0 }
        if let known, known.generation == generation { return known }
        let saved = try? load()
        if let saved, saved.generation == generation { return keep(saved) }
        if try WriterLock.isHeld(folder.lock) {
            if let older = known ?? saved { return keep(older) }
            if let older = await shelf.latest(of: key) { return keep(older) }
        }
        // The writer was killed before it could save one, or is at its first.
        return keep(try await shelf.index(of: key, generation: generation) { try await self.remade() })
    }

    /// Made for searching, and saved for those who come later; without that it serves as well.
    private func remade() async throws -> BM25Index {
        let bytes = try await build()
        let isSaved = (try? bytes.withBytes { try FileSystem.write($0, to: folder.words) }) != nil
        if isSaved, let mapped = try? load() { return mapped }
        return try BM25Index(storage: bytes)
    }

    private func keep(_ fresh: BM25Index) -> BM25Index {
        index.withLock { $0 = fresh }
        return fresh
    }

    private func load() throws -> BM25Index {
        let path = folder.words.path(percentEncoded: false)
        let size = try FileManager.default.attributesOfItem(atPath: path)[.size] as? NSNumber
        return try BM25Index(storage: try MappedFile(path: path, length: size?.intValue ?? 0))
    }

    private func build() async throws -> BM25Bytes {
        try await database.read { database in
            var builder = BM25Builder()
            let rows = try Row.fetchCursor(
                database, sql: "SELECT id, title, section, text FROM chunks ORDER BY id")
            while let row = try rows.next() {
                try builder.add(
                    chunk: row[0], text: Chunk.searchText(title: row[1], section: row[2], text: row[3]))
            }
            return builder.bytes(generation: try BaseMeta.integer(.generation, database))
        }
    }
}
