import ForgeCore
import Foundation
import GRDB
import Synchronization

/// Vectors in a file beside the database, searched exactly: no nearest neighbour is missed.
///
/// `chunks.vector` holds the row of a chunk, and `meta` how many rows there are. A row is written and flushed before
/// the transaction that counts it, so that a process killed between leaves a tail that nobody reads. Rows of chunks
/// that were deleted stay in the file and are passed over until most rows are such: then the others go to a new file.
final class EmbeddedVectorStore: VectorStore {
    private static let threads = max(1, min(2, ProcessInfo.processInfo.activeProcessorCount))

    /// The committed rows as of one generation of the base.
    private struct Content: Sendable {
        var generation: Int
        var matrix: VectorMatrix?
        /// The chunk of every row; 0 for a row whose chunk is gone.
        var chunks: [Int64]
        /// One bit per row that has a chunk.
        var living: [UInt64]
    }

    private let folder: BaseFolder
    private let database: BaseDatabase
    private let header: VectorHeader
    private let content = Mutex<Content?>(nil)
    private let queue = WorkQueue("vector-search")

    init(folder: BaseFolder, database: BaseDatabase, embedder: EncoderInfo) {
        self.folder = folder
        self.database = database
        header = VectorHeader(embedder)
    }

    var name: String { "embedded" }

    /// Clears away what a compaction that was killed has left.
    func prepare(willMakeAnew: @Sendable () async throws -> Void) async throws {
        let current = try await database.read { try Self.file($0) }
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.url.path(percentEncoded: false))) ?? []
        for name in names where BaseFolder.isVectorFile(name) && name != current {
            unlink(folder.vectors(name).path(percentEncoded: false))
        }
    }

    func add(_ points: [VectorPoint]) async throws -> [Int] {
        // `write`, because a vector that was computed is to be kept also when the ingest is being stopped.
        let (name, rows) = try await database.write { database in
            (try Self.file(database), try BaseMeta.integer(.vectorRows, database))
        }
        // Opened anew for every batch: that is quick, and cuts off whatever a failed batch has left.
        let writer = try VectorWriter(folder.vectors(name), header: header, rows: rows)
        try writer.append(points.flatMap(\.vector))
        return Array(rows..<rows + points.count)
    }

    func search(_ vector: [Float], k: Int, filter: PassageFilter?) async throws -> [VectorHit] {
        let content = try await current()
        guard let matrix = content.matrix else { return [] }
        var allowed = content.living
        if let filter { allowed = try await rows(passing: filter, of: content) }
        return try await queue.run { [allowed] in
            matrix.nearest(vector, k: k, allowed: allowed, threads: Self.threads)
                .map { VectorHit(chunk: Int(content.chunks[$0.row]), score: Double($0.score)) }
        }
    }

    /// Rows of deleted chunks are passed over by every search; there is nothing to do.
    func remove(chunks: [Int]) async throws {}

    func compact() async throws {
        guard let compaction = try await database.read({ try VectorCompaction($0) }) else { return }
        try await compaction.run(folder: folder, header: header, database: database)
    }

    func count() async throws -> Int {
        try await current().living.reduce(0) { $0 + $1.nonzeroBitCount }
    }

    /// The file goes with the base's folder.
    func drop() async throws {}

    /// The newest content that is whole: while somebody ingests, searches go on with what they have.
    private func current() async throws -> Content {
        let generation = try await database.read { try BaseMeta.integer(.generation, $0) }
        if let known = content.withLock({ $0 }) {
            if known.generation == generation { return known }
            if try WriterLock.isHeld(folder.lock) { return known }
        }
        let fresh: Content
        do {
            fresh = try await load()
        } catch let error as RetrievalError where error.code == RetrievalError.missingFile {
            // A compaction came between the look into the base and the opening of the file.
            fresh = try await load()
        }
        content.withLock { $0 = fresh }
        return fresh
    }

    private static func file(_ database: Database) throws -> String {
        try BaseMeta.get(.vectorFile, database) ?? BaseFolder.firstVectorFile
    }

    private func load() async throws -> Content {
        try await database.read { [folder, header] database in
            let rows = try BaseMeta.integer(.vectorRows, database)
            let name = try Self.file(database)
            var chunks = [Int64](repeating: 0, count: rows)
            var living = [UInt64](repeating: 0, count: (rows + 63) / 64)
            let found = try Row.fetchCursor(
                database, sql: "SELECT vector, id FROM chunks WHERE vector IS NOT NULL ORDER BY id")
            while let row = try found.next() {
                let place: Int = row[0]
                guard place < rows else { continue }
                chunks[place] = row[1]
                living[place / 64] |= 1 << UInt64(place % 64)
            }
            return Content(
                generation: try BaseMeta.integer(.generation, database),
                matrix: try VectorMatrix(folder.vectors(name), header: header, rows: rows),
                chunks: chunks, living: living)
        }
    }

    private func rows(passing filter: PassageFilter, of content: Content) async throws -> [UInt64] {
        let chunks = try await database.read { try filter.chunks($0) }
        return content.living.indices.map { word in
            var bits = content.living[word]
            var left = bits
            while left != 0 {
                let bit = left.trailingZeroBitCount
                left &= left - 1
                if !chunks.contains(Int(content.chunks[word * 64 + bit])) { bits &= ~(1 << UInt64(bit)) }
            }
            return bits
        }
    }
}

extension PassageFilter {
    /// The chunks that pass.
    func chunks(_ database: Database) throws -> Set<Int> {
        var conditions: [SQL] = []
        if let title { conditions.append("title = \(title)") }
        if let section { conditions.append("section = \(section)") }
        let request: SQLRequest<Int> = "SELECT id FROM chunks WHERE \(conditions.joined(operator: .and))"
        return try request.fetchSet(database)
    }
}
