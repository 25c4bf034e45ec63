import ForgeCore
import GRDB

/// A backup's file on its way to its name.
enum BackupFile {
    /// Makes it one file that can be read anywhere, and looks whether it is whole.
    ///
    /// - Returns: rows by table.
    /// - Throws: internal failure for a file that is not whole.
    static func seal(_ path: String) throws -> [String: Int] {
        do {
            let queue = try DatabaseQueue(path: path)
            let rows = try queue.writeWithoutTransaction { database in
                // Without a log beside it, which a read-only disk would have no place for.
                try database.execute(sql: "PRAGMA journal_mode = DELETE")
                try check(database, path)
                return try counts(database)
            }
            try queue.close()
            return rows
        } catch {
            throw StoreError.translate(error, path: path)
        }
    }

    /// Rows of the tables that are there: an older version's store has fewer.
    static func counts(_ database: Database) throws -> [String: Int] {
        var counts: [String: Int] = [:]
        for table in StoredTable.all.map(\.name) where try database.tableExists(table) {
            counts[table] = try Int.fetchOne(database, sql: "SELECT COUNT(*) FROM \(table)") ?? 0
        }
        return counts
    }

    private static func check(_ database: Database, _ path: String) throws {
        let problems = try SQLiteIntegrity.findings(database)
        guard let first = problems.first else { return }
        throw StoreError.corrupt(path, cause: "\(first.place): \(first.problem)")
    }
}

/// What SQLite itself says of a file.
enum SQLiteIntegrity {
    static func findings(_ database: Database) throws -> [StoreFinding] {
        let lines = try String.fetchAll(database, sql: "PRAGMA integrity_check(\(StoreRule.limit))")
        let broken = try Row.fetchAll(database, sql: "PRAGMA foreign_key_check").prefix(StoreRule.limit)
        return lines.filter { $0 != "ok" }.map { StoreFinding(place: "file", problem: $0) }
            + broken.map { row in
                let (table, parent): (String, String) = (row[0] ?? "", row[2] ?? "")
                return StoreFinding(place: table, problem: "a row refers to one of \(parent) that is not there")
            }
    }
}
