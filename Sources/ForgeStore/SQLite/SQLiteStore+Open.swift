import ForgeCore
package import Foundation
import GRDB

extension SQLiteStore {
    /// "FORG": marks the file as ours in SQLite's header.
    static let applicationID: Int32 = 0x464F_5247

    /// Opens the store, makes it (and its folder) when there is none, and brings its schema up to date.
    ///
    /// A read-only store works on a read-only disk too; it never creates or migrates.
    ///
    /// - Parameters:
    ///   - isCurrent: false to open, for reading only, what an older version wrote too.
    ///   - busyTimeout: seconds to wait for another process's write.
    ///   - companion: something that has to live as long as the store does, such as a temporary folder.
    /// - Throws: `StoreError` when the file is missing (read-only), not ours, damaged, locked, newer than this
    ///   program, or cannot be written.
    package static func open(
        at url: URL, readOnly: Bool = false, isCurrent: Bool = true, busyTimeout: Double = 10,
        keeping companion: (any Sendable)? = nil
    ) async throws -> SQLiteStore {
        let path = url.path(percentEncoded: false)
        do {
            let settings = configuration(readOnly: readOnly, busyTimeout: busyTimeout)
            let pool =
                try readOnly ? openForReading(path, isCurrent: isCurrent, settings) : openForWriting(path, settings)
            return SQLiteStore(pool: pool, path: path, companion: companion)
        } catch {
            throw StoreError.translate(error, path: path)
        }
    }

    private static func openForWriting(_ path: String, _ settings: Configuration) throws -> DatabasePool {
        try makeFolder(of: path)
        try SQLiteFile.checkWritable(path)
        if FileManager.default.fileExists(atPath: path) { try SQLiteFile.checkHeader(of: path) }
        let pool = try DatabasePool(path: path, configuration: settings)
        try pool.write { try SQLiteMigrator(path: path).migrate($0) }
        return pool
    }

    private static func openForReading(
        _ path: String, isCurrent: Bool, _ settings: Configuration
    ) throws -> DatabasePool {
        guard FileManager.default.fileExists(atPath: path) else { throw StoreError.missing(path) }
        try SQLiteFile.checkHeader(of: path)
        let name = SQLiteFile.isImmutable(path) ? SQLiteFile.immutableName(of: path) : path
        let pool = try DatabasePool(path: name, configuration: settings)
        if isCurrent { try pool.read { try SQLiteMigrator(path: path).check($0) } }
        return pool
    }

    private static func makeFolder(of path: String) throws {
        let folder = URL(filePath: path).deletingLastPathComponent()
        do {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        } catch {
            throw StoreError.readOnly(path, cause: "The folder cannot be made: \(error.localizedDescription)")
        }
    }

    private static func configuration(readOnly: Bool, busyTimeout: Double) -> Configuration {
        var configuration = Configuration()
        configuration.label = "ForgeStore"
        configuration.readonly = readOnly
        configuration.busyMode = .timeout(busyTimeout)
        configuration.foreignKeysEnabled = true
        configuration.prepareDatabase { try prepare($0) }
        return configuration
    }

    /// Settings of every connection.
    private static func prepare(_ database: Database) throws {
        if !database.configuration.readonly {
            // Before WAL mode is switched on, so that the mark is in the file itself and not only in its log.
            if try Int.fetchOne(database, sql: "PRAGMA page_count") == 0 {
                try database.execute(sql: "PRAGMA application_id = \(applicationID)")
            }
            // Checkpoint every 16 MB of log: fewer flushes during a run; and give the space of a long log back.
            try database.execute(sql: "PRAGMA wal_autocheckpoint = 4096; PRAGMA journal_size_limit = 67108864")
        }
        try database.execute(sql: "PRAGMA cache_size = -16384; PRAGMA temp_store = MEMORY")
    }
}
