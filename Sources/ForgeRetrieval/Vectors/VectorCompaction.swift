import Foundation
import GRDB

/// Moves the rows that still have a chunk to a new file.
///
/// The new file is whole and on the disk before one transaction names it and the rows' new places; the old one goes
/// after that. Killed at any moment, the base has one of the two, and the other is cleared away by the next ingest.
struct VectorCompaction {
    private static let rowsAtOnce = 4096

    private struct Place: Sendable {
        var chunk: Int
        var row: Int
    }

    private let oldFile: String
    private let newFile: String
    private let rows: Int
    /// In the order of the chunks.
    private let living: [Place]

    /// Nil while at most half of the rows are dead.
    init?(_ database: Database) throws {
        rows = try BaseMeta.integer(.vectorRows, database)
        // Two counts that indexes answer; looking at every chunk's vector would read all texts.
        let all = try Int.fetchOne(database, sql: "SELECT count(*) FROM chunks") ?? 0
        let used = all - (try PendingChunk.count(database))
        guard rows - used > used else { return nil }
        let generation = try BaseMeta.integer(.generation, database)
        oldFile = try BaseMeta.get(.vectorFile, database) ?? BaseFolder.firstVectorFile
        newFile = BaseFolder.nextVectorFile(generation: generation + 1)
        living = try Row.fetchAll(database, sql: "SELECT id, vector FROM chunks WHERE vector IS NOT NULL ORDER BY id")
            .map { Place(chunk: $0[0], row: $0[1]) }
    }

    func run(folder: BaseFolder, header: VectorHeader, database: BaseDatabase) async throws {
        do {
            try copy(folder, header)
        } catch {
            unlink(folder.vectors(newFile).path(percentEncoded: false))
            throw error
        }
        try await commit(database)
        // Whoever has it open reads on.
        unlink(folder.vectors(oldFile).path(percentEncoded: false))
    }

    private func copy(_ folder: BaseFolder, _ header: VectorHeader) throws {
        let writer = try VectorWriter(folder.vectors(newFile), header: header, rows: 0)
        guard let matrix = try VectorMatrix(folder.vectors(oldFile), header: header, rows: rows) else { return }
        for start in stride(from: 0, to: living.count, by: Self.rowsAtOnce) {
            try Task.checkCancellation()
            let part = living[start..<min(start + Self.rowsAtOnce, living.count)]
            try writer.append(matrix.values(of: part.map(\.row)))
        }
        try FileSystem.synchronize(folder: folder.url)
    }

    private func commit(_ database: BaseDatabase) async throws {
        try await database.writeDurably { [living, newFile] database in
            let statement = try database.cachedStatement(sql: "UPDATE chunks SET vector = ? WHERE id = ?")
            for (row, place) in living.enumerated() { try statement.execute(arguments: [row, place.chunk]) }
            try BaseMeta.set(.vectorFile, newFile, database)
            try BaseMeta.set(.vectorRows, "\(living.count)", database)
            try BaseMeta.nextGeneration(database)
        }
    }
}
