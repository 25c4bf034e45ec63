import GRDB

/// A chunk as the base has it.
package struct StoredChunk: Sendable, Codable, Hashable {
    package var id: Int
    package var document: String
    package var title: String
    package var section: String?
    package var url: String?
    /// Number within its document, from 0.
    package var position: Int
    package var text: String
    /// Where the text stands in the UTF-8 of the document's text.
    package var start: Int
    package var end: Int
    package var tokens: Int
    package var isEmbedded: Bool
}

enum ChunkRow {
    static let columns = """
        chunks.id, documents.id, chunks.title, chunks.section, documents.url, chunks.position, chunks.text, chunks.first,
        chunks.last, chunks.tokens, chunks.vector IS NOT NULL
        """
    static let tables = "chunks JOIN documents ON documents.key = chunks.document"

    static func chunk(_ row: Row) -> StoredChunk {
        StoredChunk(
            id: row[0], document: row[1], title: row[2], section: row[3], url: row[4], position: row[5], text: row[6],
            start: row[7], end: row[8], tokens: row[9], isEmbedded: row[10])
    }

    /// The chunks that exist of these, in any order.
    static func fetch(_ ids: [Int], _ database: Database) throws -> [StoredChunk] {
        try ids.compactMap { id in
            let statement = try database.cachedStatement(
                sql: "SELECT \(columns) FROM \(tables) WHERE chunks.id = ?")
            return try Row.fetchOne(statement, arguments: [id]).map(chunk)
        }
    }
}
