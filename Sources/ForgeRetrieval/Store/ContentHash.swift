import Crypto
import ForgeCore
import Foundation
import GRDB

/// SHA-256 over all chunks, in the order of documents' ids and positions: equal when the same passages are searched,
/// whatever the order of ingests was.
enum ContentHash {
    /// The hash if it belongs to the chunks as they are.
    static func stored(_ database: Database) throws -> String? {
        let parts = try BaseMeta.get(.contentHash, database)?.split(separator: ":") ?? []
        guard parts.count == 2, Int(parts[0]) == (try BaseMeta.integer(.generation, database)) else { return nil }
        return String(parts[1])
    }

    static func store(_ database: Database) throws {
        guard try stored(database) == nil else { return }
        let generation = try BaseMeta.integer(.generation, database)
        try BaseMeta.set(.contentHash, "\(generation):\(try compute(database))", database)
    }

    static func compute(_ database: Database) throws -> String {
        var hash = SHA256()
        let rows = try Row.fetchCursor(
            database,
            sql: """
                SELECT documents.id, documents.url, chunks.title, chunks.section, chunks.text
                FROM documents JOIN chunks ON chunks.document = documents.key
                ORDER BY documents.id, chunks.position
                """)
        while let row = try rows.next() {
            let parts = (0..<5).map { column -> String in row[column] ?? "" }
            let text = parts.map { "\($0.utf8.count):\($0)" }.joined()
            hash.update(data: Data(SHA256.hash(data: Array(text.utf8))))
        }
        return hash.finalize().map { byte in
            let digits = String(byte, radix: 16)
            return digits.count == 1 ? "0" + digits : digits
        }.joined()
    }
}
