import GRDB

extension KnownDocuments {
    /// What the base knows under the ids and the hashes of a batch.
    static func fetch(_ batch: [IncomingDocument], run: String, _ database: Database) throws -> KnownDocuments {
        let statement = try database.cachedStatement(
            sql: "SELECT key, id, hash, source, seen = ? FROM documents WHERE id = ? OR hash = ?")
        var found: [Document] = []
        for incoming in batch {
            let rows = try Row.fetchAll(statement, arguments: [run, incoming.document.id, incoming.hash])
            found += rows.map { Document(key: $0[0], id: $0[1], hash: $0[2], source: $0[3], isSeen: $0[4]) }
        }
        return KnownDocuments(found)
    }
}
