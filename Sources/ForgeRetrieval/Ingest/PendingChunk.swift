import GRDB

/// A chunk that has no vector yet.
struct PendingChunk: Sendable {
    var id: Int
    var document: String
    var title: String
    var section: String?
    var text: String

    var searchText: String { Chunk.searchText(title: title, section: section, text: text) }

    func point(_ vector: [Float]) -> VectorPoint {
        VectorPoint(chunk: id, vector: vector, document: document, title: title, section: section)
    }

    static func count(_ database: Database) throws -> Int {
        try Int.fetchOne(database, sql: "SELECT count(*) FROM chunks WHERE vector IS NULL") ?? 0
    }

    static func first(_ count: Int, _ database: Database) throws -> [PendingChunk] {
        try Row.fetchAll(
            database,
            sql: """
                SELECT chunks.id, documents.id, chunks.title, chunks.section, chunks.text
                FROM chunks JOIN documents ON documents.key = chunks.document
                WHERE chunks.vector IS NULL ORDER BY chunks.id LIMIT ?
                """, arguments: [count]
        ).map { PendingChunk(id: $0[0], document: $0[1], title: $0[2], section: $0[3], text: $0[4]) }
    }

    /// Notes where the vectors are; from now on searches find them.
    static func mark(_ chunks: [PendingChunk], _ places: [Int], _ database: Database) throws {
        let statement = try database.cachedStatement(sql: "UPDATE chunks SET vector = ? WHERE id = ?")
        for (chunk, place) in zip(chunks, places) { try statement.execute(arguments: [place, chunk.id]) }
        let rows = max(try BaseMeta.integer(.vectorRows, database), (places.max() ?? -1) + 1)
        try BaseMeta.set(.vectorRows, "\(rows)", database)
        try BaseMeta.nextGeneration(database)
    }

    /// The vectors are lost: all chunks are to be embedded again.
    static func markAllMissing(_ database: Database) throws {
        try database.execute(sql: "UPDATE chunks SET vector = NULL WHERE vector IS NOT NULL")
        if database.changesCount > 0 { try BaseMeta.nextGeneration(database) }
    }

    /// Deleted chunks whose vectors the vector store has still to forget.
    static func forgotten(_ database: Database) throws -> [Int] {
        try Int.fetchAll(database, sql: "SELECT chunk FROM forgotten ORDER BY chunk")
    }

    static func clearForgotten(_ database: Database) throws { try database.execute(sql: "DELETE FROM forgotten") }
}
