import ForgeCore
import GRDB

/// The row number of an experiment, which all other tables refer to.
enum ExperimentKey {
    /// - Throws: not found.
    static func find(_ id: String, _ database: Database) throws -> Int64 {
        let statement = try database.cachedStatement(sql: "SELECT key FROM experiments WHERE id = ?")
        guard let key = try Int64.fetchOne(statement, arguments: [StoredText(id)]) else {
            throw StoreError.notFound(id, nearest: try ExperimentLookup.nearest(to: id, database))
        }
        return key
    }

    static func exists(_ id: String, _ database: Database) throws -> Bool {
        let statement = try database.cachedStatement(sql: "SELECT 1 FROM experiments WHERE id = ?")
        return try Int.fetchOne(statement, arguments: [StoredText(id)]) != nil
    }
}

/// Finds the experiment that a user's words mean.
enum ExperimentLookup {
    private static let shortestPart = 4
    /// So many of the newest experiments are looked at for suggestions: a wrong id must not cost more than a right one.
    private static let suggestionPool = 200

    static func exact(_ id: String, _ database: Database) throws -> Experiment {
        guard let experiment = try first("e.id = \(StoredText(id))", database) else {
            throw StoreError.notFound(id, nearest: try nearest(to: id, database))
        }
        return experiment
    }

    static func find(_ reference: String, _ database: Database) throws -> Experiment {
        if let experiment = try first("e.id = \(StoredText(reference))", database) { return experiment }
        // A name goes before a part of an id: `delete demo` must never mean another experiment by chance.
        let named: SQL = "e.name = \(StoredText(reference)) AND e.deleted_at IS NULL"
        if let experiment = try first(named, database) { return experiment }
        let ids = try idsContaining(reference, database)
        if ids.count == 1, let id = ids.first { return try exact(id, database) }
        guard ids.isEmpty else { throw StoreError.ambiguous(reference, candidates: ids) }
        throw StoreError.notFound(reference, nearest: try nearest(to: reference, database))
    }

    private static func first(_ condition: SQL, _ database: Database) throws -> Experiment? {
        let select = SQL(sql: ExperimentRow.select)
        return try SQLRequest<Row>("\(select) WHERE \(condition) ORDER BY e.created_at DESC, e.key DESC LIMIT 1")
            .fetchOne(database).map(ExperimentRow.decode)
    }

    private static func idsContaining(_ part: String, _ database: Database) throws -> [String] {
        guard part.count >= shortestPart else { return [] }
        let contains = TextPattern(part).matches("id")
        return try SQLRequest<String>(
            "SELECT id FROM experiments WHERE deleted_at IS NULL AND \(contains) ORDER BY id DESC"
        ).fetchAll(database)
    }

    /// Up to three ids or names that differ from the reference in a few letters only.
    static func nearest(to reference: String, _ database: Database) throws -> [String] {
        let rows = try Row.fetchAll(
            database,
            sql: """
                SELECT id, name FROM experiments WHERE deleted_at IS NULL
                ORDER BY created_at DESC, key DESC LIMIT \(suggestionPool)
                """)
        var words: [String] = []
        for row in rows {
            var column = ColumnReader(row)
            words += [try column.text(), try column.text()]
        }
        return NearestName.candidates(for: reference, among: words)
    }
}
