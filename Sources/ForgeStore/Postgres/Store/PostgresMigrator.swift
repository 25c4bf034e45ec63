import ForgeCore

/// Brings a database to the newest schema, in one transaction under an advisory lock: of several processes that start
/// together one does it, the others wait and find it done.
struct PostgresMigrator {
    let address: PostgresAddress
    var migrations = Migration.all

    /// "forge" in ASCII: the number of our lock among those of the database's other users.
    private static let lock = 0x66_6F72_6765
    /// An index over millions of rows takes its time.
    private static let patience: Double = 3600

    /// Names of steps that the database does not have yet.
    func pending(_ transaction: PostgresTransaction) throws -> [String] {
        let applied = try appliedNames(transaction)
        return migrations.map(\.name).filter { !applied.contains($0) }
    }

    func migrate(_ transaction: PostgresTransaction) throws {
        transaction.allow(Self.patience)
        try transaction.run("SELECT pg_advisory_xact_lock(\(Self.lock))")
        try checkEncoding(transaction)
        try transaction.run(
            """
            CREATE TABLE IF NOT EXISTS forge_migrations (
                name TEXT COLLATE "C" PRIMARY KEY, applied_at BIGINT NOT NULL)
            """)
        let applied = try appliedNames(transaction)
        for migration in migrations where !applied.contains(migration.name) {
            try transaction.script(migration.postgres)
            try transaction.run(
                """
                INSERT INTO forge_migrations (name, applied_at)
                VALUES (\(migration.name), \(sql: PostgresLane.now))
                """)
        }
        // Of connections that ended long ago.
        try transaction.run("DELETE FROM writers WHERE seen_at < \(sql: PostgresLane.now) - 604800000")
    }

    private func checkEncoding(_ transaction: PostgresTransaction) throws {
        guard var row = try transaction.first("SELECT current_setting('server_encoding')") else { return }
        let encoding = try row.text()
        guard encoding == "UTF8" else { throw StoreError.encoding(address, encoding) }
    }

    private func appliedNames(_ transaction: PostgresTransaction) throws -> Set<String> {
        var row = try transaction.first("SELECT to_regclass('forge_migrations') IS NOT NULL")
        guard try row?.truth() == true else { return [] }
        let applied = Set(try transaction.map("SELECT name FROM forge_migrations") { try $0.text() })
        let unknown = applied.subtracting(migrations.map(\.name))
        guard unknown.isEmpty else { throw StoreError.newerSchema(address, unknown: unknown.sorted()) }
        return applied
    }
}
