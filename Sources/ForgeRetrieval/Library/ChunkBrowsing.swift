import ForgeCore
import Foundation
import GRDB

/// Which chunks of a base to list.
package struct ChunkQuery: Sendable, Codable, Hashable {
    /// Words that a chunk must hold, all of them; the last may be the beginning of one. Never query syntax.
    package var text: String?
    /// The document's own id.
    package var document: String?
    package var section: String?
    package var offset: Int
    package var limit: Int

    package init(
        text: String? = nil, document: String? = nil, section: String? = nil, offset: Int = 0, limit: Int = 50
    ) {
        self.text = text
        self.document = document
        self.section = section
        self.offset = offset
        self.limit = limit
    }
}

package struct ChunkPage: Sendable, Codable, Hashable {
    package var chunks: [StoredChunk]
    /// How many there are in all.
    package var total: Int
}

/// Which documents of a base to list.
package struct DocumentQuery: Sendable, Codable, Hashable {
    /// A part of the title or the id, in any case.
    package var text: String?
    package var offset: Int
    package var limit: Int

    package init(text: String? = nil, offset: Int = 0, limit: Int = 50) {
        self.text = text
        self.offset = offset
        self.limit = limit
    }
}

package struct DocumentPage: Sendable, Codable, Hashable {
    package var documents: [StoredDocument]
    package var total: Int
}

package struct StoredDocument: Sendable, Codable, Hashable {
    package var id: String
    package var title: String
    package var url: String?
    /// Name of the file or folder it came from.
    package var source: String
    package var characters: Int
    package var chunks: Int
}

extension KnowledgeBase {
    /// Chunks in the order of their numbers.
    package func chunks(_ query: ChunkQuery = ChunkQuery()) async throws -> ChunkPage {
        try Self.checkPage(offset: query.offset, limit: query.limit)
        var conditions: [SQL] = ["1"]
        if let text = query.text, !text.allSatisfy(\.isWhitespace) {
            let pattern = FullTextPattern(text)
            guard let match = pattern.match else { return ChunkPage(chunks: [], total: 0) }
            conditions.append("chunks.id IN (SELECT rowid FROM words WHERE words MATCH \(match))")
        }
        if let document = query.document { conditions.append("documents.id = \(document)") }
        if let section = query.section { conditions.append("chunks.section = \(section)") }
        let filter = conditions.joined(operator: .and)
        let (limit, offset) = (query.limit, query.offset)
        return try await database.read { database in
            let (columns, tables) = (SQL(sql: ChunkRow.columns), SQL(sql: ChunkRow.tables))
            let page: SQLRequest<Row> =
                "SELECT \(columns) FROM \(tables) WHERE \(filter) ORDER BY chunks.id LIMIT \(limit) OFFSET \(offset)"
            let count: SQLRequest<Int> = "SELECT count(*) FROM \(tables) WHERE \(filter)"
            return ChunkPage(
                chunks: try page.fetchAll(database).map(ChunkRow.chunk), total: try count.fetchOne(database) ?? 0)
        }
    }

    /// - Throws: not found.
    package func chunk(_ id: Int) async throws -> StoredChunk {
        guard let chunk = try await database.read({ try ChunkRow.fetch([id], $0) }).first else {
            throw RetrievalError(
                .notFound, "knowledge.no-chunk", "The knowledge base `\(name)` has no chunk \(id).",
                cause: "Chunks get new numbers when their document changes.")
        }
        return chunk
    }

    /// Documents in the order of their titles.
    package func documents(_ query: DocumentQuery = DocumentQuery()) async throws -> DocumentPage {
        try Self.checkPage(offset: query.offset, limit: query.limit)
        var filter: SQL = "1"
        if let text = query.text, !text.isEmpty {
            let pattern = "%" + text.map { "%_\\".contains($0) ? "\\\($0)" : String($0) }.joined() + "%"
            filter = "(title LIKE \(pattern) ESCAPE '\\' OR id LIKE \(pattern) ESCAPE '\\')"
        }
        let (limit, offset) = (query.limit, query.offset)
        return try await database.read { [filter] database in
            let page: SQLRequest<Row> = """
                SELECT id, title, url, source, characters, chunks FROM documents WHERE \(filter)
                ORDER BY title, id LIMIT \(limit) OFFSET \(offset)
                """
            let count: SQLRequest<Int> = "SELECT count(*) FROM documents WHERE \(filter)"
            return DocumentPage(
                documents: try page.fetchAll(database).map {
                    StoredDocument(
                        id: $0[0], title: $0[1], url: $0[2], source: $0[3], characters: $0[4], chunks: $0[5])
                }, total: try count.fetchOne(database) ?? 0)
        }
    }

    private static func checkPage(offset: Int, limit: Int) throws {
        guard (1...1000).contains(limit), offset >= 0 else {
            throw RetrievalError.invalid("A page has 1 to 1000 items and begins at item 0 or later.")
        }
    }
}

/// Words as a pattern of FTS5: each quoted, so that none is ever syntax; the last may go on.
struct FullTextPattern {
    /// Nil when the text holds no word.
    let match: String?

    init(_ text: String) {
        let words = WordTokenizer.words(of: text)
        match = words.isEmpty ? nil : words.map { "\"\($0)\"" }.joined(separator: " ") + "*"
    }
}
