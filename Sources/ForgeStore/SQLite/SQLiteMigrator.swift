import ForgeCore
import Foundation
import GRDB

/// Brings a database to the newest schema. Runs inside one transaction, so two processes cannot migrate at once.
struct SQLiteMigrator {
    let path: String
    var migrations = Migration.all

    func migrate(_ database: Database) throws {
        try database.execute(
            sql: "CREATE TABLE IF NOT EXISTS migrations (name TEXT PRIMARY KEY, applied_at INTEGER NOT NULL)")
        let applied = try appliedNames(database)
        for migration in migrations where !applied.contains(migration.name) {
            try database.execute(sql: migration.sqlite)
            try database.execute(
                sql: "INSERT INTO migrations (name, applied_at) VALUES (?, ?)",
                arguments: [migration.name, Timestamp.now().milliseconds])
        }
    }

    /// For a database that must not be changed.
    func check(_ database: Database) throws {
        guard try database.tableExists("migrations") else { throw StoreError.olderSchema(path) }
        let applied = try appliedNames(database)
        guard applied.isSuperset(of: migrations.map(\.name)) else { throw StoreError.olderSchema(path) }
    }

    private func appliedNames(_ database: Database) throws -> Set<String> {
        let applied = try Set(String.fetchAll(database, sql: "SELECT name FROM migrations ORDER BY name"))
        let unknown = applied.subtracting(migrations.map(\.name))
        guard unknown.isEmpty else { throw StoreError.newerSchema(path, unknown: unknown.sorted()) }
        return applied
    }
}
