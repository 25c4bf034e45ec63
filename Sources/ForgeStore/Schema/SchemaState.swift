package import Foundation
import GRDB

/// How far a store's schema is.
package struct SchemaState: Sendable, Codable, Hashable {
    /// Names of migrations, oldest first.
    package var applied: [String]
    package var pending: [String]
    /// Nil where none can be counted yet.
    package var experiments: Int?
    /// Whether a copy into this store was begun and not finished.
    package var hasUnfinishedCopy: Bool
    package var server: String

    init(applied: Set<String>, experiments: Int?, hasUnfinishedCopy: Bool, server: String) {
        let names = Migration.all.map(\.name)
        self.applied = names.filter(applied.contains)
        pending = names.filter { !applied.contains($0) }
        self.experiments = experiments
        self.hasUnfinishedCopy = hasUnfinishedCopy
        self.server = server
    }
}

extension PostgresStore {
    /// Looks without changing anything.
    package static func schema(at address: PostgresAddress) async throws -> SchemaState {
        let pool = PostgresPool(address: address, options: PostgresOptions())
        do {
            let state = try await pool.read { transaction in
                let pending = try PostgresMigrator(address: address).pending(transaction)
                let applied = Set(Migration.all.map(\.name)).subtracting(pending)
                var version = try transaction.first("SHOW server_version")
                var copy = try transaction.first("SELECT to_regclass(\(CopyNotes.table)) IS NOT NULL")
                var count = try applied.isEmpty ? nil : transaction.first("SELECT COUNT(*) FROM experiments")
                return SchemaState(
                    applied: applied, experiments: try count?.int(), hasUnfinishedCopy: try copy?.truth() ?? false,
                    server: "PostgreSQL \(try version?.text() ?? "")")
            }
            await pool.close()
            return state
        } catch {
            await pool.close()
            throw StoreError.translate(error, address: address)
        }
    }
}

extension SQLiteStore {
    /// Looks without changing anything. A file that is not there has no steps.
    package static func schema(at url: URL) async throws -> SchemaState {
        let path = url.path(percentEncoded: false)
        guard FileManager.default.fileExists(atPath: path) else {
            return SchemaState(applied: [], experiments: nil, hasUnfinishedCopy: false, server: "SQLite")
        }
        do {
            try SQLiteFile.checkHeader(of: path)
            var configuration = Configuration()
            configuration.readonly = true
            let name = SQLiteFile.isImmutable(path) ? SQLiteFile.immutableName(of: path) : path
            let queue = try DatabaseQueue(path: name, configuration: configuration)
            return try await queue.read { database in
                let applied =
                    try database.tableExists("migrations")
                    ? Set(String.fetchAll(database, sql: "SELECT name FROM migrations")) : []
                let unknown = applied.subtracting(Migration.all.map(\.name))
                guard unknown.isEmpty else { throw StoreError.newerSchema(path, unknown: unknown.sorted()) }
                let version = try String.fetchOne(database, sql: "SELECT sqlite_version()") ?? ""
                return SchemaState(
                    applied: applied,
                    experiments: try applied.isEmpty
                        ? nil : Int.fetchOne(database, sql: "SELECT COUNT(*) FROM experiments"),
                    hasUnfinishedCopy: try database.tableExists(CopyNotes.table), server: "SQLite \(version)")
            }
        } catch {
            throw StoreError.translate(error, path: path)
        }
    }
}
