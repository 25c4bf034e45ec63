import GRDB

/// A batch of decided documents, stored in one transaction.
struct DocumentBatch: Sendable {
    struct Entry: Sendable {
        var incoming: IncomingDocument
        var decision: IngestDecision
        var chunks: [Chunk]
    }

    var entries: [Entry] = []
    /// Marks the documents of this ingest.
    let run: String
    /// Vectors of unchanged chunks of a changed document go to the new chunks. Only where places are not ids.
    let movesVectors: Bool

    struct Outcome: Sendable {
        var chunksAdded = 0
        var chunksRemoved = 0
    }

    func store(_ database: Database) throws -> Outcome {
        var outcome = Outcome()
        for entry in entries {
            switch entry.decision {
            case .add:
                try insert(entry, [:], database)
                outcome.chunksAdded += entry.chunks.count
            case .replace(let key):
                let vectors = movesVectors ? try Self.vectors(of: key, database) : [:]
                outcome.chunksRemoved += try Self.remove(key, database)
                try insert(entry, vectors, database)
                outcome.chunksAdded += entry.chunks.count
            case .keep(let key):
                try database.execute(
                    sql: "UPDATE documents SET seen = ?, source = ? WHERE key = ?",
                    arguments: [run, entry.incoming.source, key])
            case .duplicate(_, removing: let key?): outcome.chunksRemoved += try Self.remove(key, database)
            case .duplicate, .idTaken, .wait: break
            }
        }
        if outcome.chunksAdded + outcome.chunksRemoved > 0 { try BaseMeta.nextGeneration(database) }
        return outcome
    }

    /// Removes a document with its chunks; returns how many those were.
    static func remove(_ key: Int, _ database: Database) throws -> Int {
        try database.execute(sql: "DELETE FROM chunks WHERE document = ?", arguments: [key])
        let chunks = database.changesCount
        try database.execute(sql: "DELETE FROM documents WHERE key = ?", arguments: [key])
        return chunks
    }

    /// What a document that cannot be read any more was is not taken for vanished.
    static func spare(_ ids: [String], run: String, _ database: Database) throws {
        let statement = try database.cachedStatement(sql: "UPDATE documents SET seen = ? WHERE id = ?")
        for id in ids { try statement.execute(arguments: [run, id]) }
    }

    /// Removes every document that this ingest has not met.
    ///
    /// - Throws: invalid input when nothing would be left, unless that is allowed.
    static func removeVanished(
        run: String, base: String, allowsEmpty: Bool, _ database: Database
    ) throws -> (documents: Int, chunks: Int) {
        let keys = try Int.fetchAll(database, sql: "SELECT key FROM documents WHERE seen <> ?", arguments: [run])
        if !allowsEmpty, !keys.isEmpty,
            try Int.fetchOne(database, sql: "SELECT count(*) FROM documents") == keys.count
        {
            throw RetrievalError.wouldEmpty(base, documents: keys.count)
        }
        let chunks = try keys.reduce(0) { try $0 + remove($1, database) }
        if !keys.isEmpty { try BaseMeta.nextGeneration(database) }
        return (keys.count, chunks)
    }

    private func insert(_ entry: Entry, _ vectors: [String: Int], _ database: Database) throws {
        let document = entry.incoming.document
        try database.cachedStatement(
            sql: """
                INSERT INTO documents (id, title, url, source, hash, characters, chunks, seen)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                """
        ).execute(
            arguments: [
                document.id, document.title, document.url, entry.incoming.source, entry.incoming.hash,
                document.characters, entry.chunks.count, run,
            ])
        let key = database.lastInsertedRowID
        let statement = try database.cachedStatement(
            sql: """
                INSERT INTO chunks (document, position, title, section, text, first, last, tokens, vector)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                """)
        var vectors = vectors
        for chunk in entry.chunks {
            let text = Chunk.searchText(title: document.title, section: chunk.section, text: chunk.text)
            try statement.execute(
                arguments: [
                    key, chunk.position, document.title, chunk.section, chunk.text, chunk.range.lowerBound,
                    chunk.range.upperBound, chunk.tokens, vectors.removeValue(forKey: text),
                ])
        }
    }

    private static func vectors(of key: Int, _ database: Database) throws -> [String: Int] {
        var vectors: [String: Int] = [:]
        let rows = try Row.fetchCursor(
            database,
            sql: "SELECT title, section, text, vector FROM chunks WHERE document = ? AND vector IS NOT NULL",
            arguments: [key])
        while let row = try rows.next() {
            vectors[Chunk.searchText(title: row[0], section: row[1], text: row[2])] = row[3]
        }
        return vectors
    }
}
