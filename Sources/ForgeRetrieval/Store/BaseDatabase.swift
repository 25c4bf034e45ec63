import ForgeCore
import Foundation
import GRDB

/// A knowledge base's `base.sqlite`, in WAL mode: reads never wait for writes, and several processes may share it.
///
/// With `synchronous = NORMAL` a commit is in the operating system's hands when a method returns, so killing the
/// process at any moment loses nothing.
struct BaseDatabase: Sendable {
    /// "FKNB": marks the file as ours in SQLite's header.
    private static let applicationID: Int32 = 0x464B_4E42

    let path: String
    private let pool: DatabasePool

    /// Opens the file and brings its schema up to date; `create` makes a new one.
    init(_ url: URL, create: Bool = false) throws {
        path = url.path(percentEncoded: false)
        do {
            guard create || FileManager.default.fileExists(atPath: path) else {
                throw RetrievalError.system(ENOENT, path: path)
            }
            pool = try DatabasePool(path: path, configuration: Self.configuration())
            try Self.migrate(pool, path: path)
        } catch {
            throw RetrievalError.translate(error, path: path)
        }
    }

    private static func configuration() -> Configuration {
        var configuration = Configuration()
        configuration.label = "KnowledgeBase"
        configuration.busyMode = .timeout(10)
        configuration.foreignKeysEnabled = true
        configuration.prepareDatabase { database in
            if try Int.fetchOne(database, sql: "PRAGMA page_count") == 0 {
                try database.execute(sql: "PRAGMA application_id = \(applicationID)")
            }
            try database.execute(
                sql: """
                    PRAGMA wal_autocheckpoint = 4096; PRAGMA journal_size_limit = 67108864;
                    PRAGMA cache_size = -16384; PRAGMA temp_store = MEMORY
                    """)
        }
        return configuration
    }

    private static func migrate(_ pool: DatabasePool, path: String) throws {
        let known = BaseMigration.all.map(\.name)
        let applied = try pool.read { database in
            try database.tableExists("migrations")
                ? Set(String.fetchAll(database, sql: "SELECT name FROM migrations ORDER BY name")) : []
        }
        let unknown = applied.subtracting(known)
        guard unknown.isEmpty else { throw RetrievalError.newerSchema(path, unknown: unknown.sorted()) }
        guard applied.count < known.count else { return }
        try pool.write { database in
            try database.execute(sql: "CREATE TABLE IF NOT EXISTS migrations (name TEXT PRIMARY KEY) WITHOUT ROWID")
            // Asked again inside the transaction: another process may have been faster.
            let applied = try Set(String.fetchAll(database, sql: "SELECT name FROM migrations"))
            for migration in BaseMigration.all where !applied.contains(migration.name) {
                try database.execute(sql: migration.sql)
                try database.execute(sql: "INSERT INTO migrations (name) VALUES (?)", arguments: [migration.name])
            }
        }
    }

    /// Runs `body` on a consistent snapshot.
    func read<Value: Sendable>(_ body: @Sendable (Database) throws -> Value) async throws -> Value {
        do { return try await pool.read(body) } catch { throw RetrievalError.translate(error, path: path) }
    }

    /// Runs `body` in one immediate transaction; it is committed when this returns, also for a cancelled task.
    func write<Value: Sendable>(_ body: @escaping @Sendable (Database) throws -> Value) async throws -> Value {
        do {
            return try await withCheckedThrowingContinuation { continuation in
                pool.asyncWrite(body) { _, result in continuation.resume(with: result) }
            }
        } catch {
            throw RetrievalError.translate(error, path: path)
        }
    }

    /// As `write`, and the commit is on the disk when this returns: for what makes files of the state before needless.
    func writeDurably(_ body: @escaping @Sendable (Database) throws -> Void) async throws {
        do {
            try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
                pool.asyncWriteWithoutTransaction { database in
                    continuation.resume(
                        with: Result {
                            try database.execute(sql: "PRAGMA synchronous = FULL")
                            defer { try? database.execute(sql: "PRAGMA synchronous = NORMAL") }
                            try database.inTransaction(.immediate) {
                                try body(database)
                                return .commit
                            }
                        })
                }
            }
        } catch {
            throw RetrievalError.translate(error, path: path)
        }
    }

    func close() throws {
        do {
            // Readers first: the last connection moves the log into the file, which a reader cannot.
            pool.invalidateReadOnlyConnections()
            try pool.close()
        } catch {
            throw RetrievalError.translate(error, path: path)
        }
    }
}
