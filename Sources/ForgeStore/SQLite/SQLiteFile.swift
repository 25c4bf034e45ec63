import ForgeCore
import Foundation

/// The first bytes of a database file (https://www.sqlite.org/fileformat2.html#the_database_header).
enum SQLiteFile {
    private static let magic = Array("SQLite format 3\0".utf8)
    private static let applicationIDOffset = 68
    private static let headerLength = 100

    /// Refuses a file that is not SQLite's or belongs to another program, before anything is written to it.
    static func checkHeader(of path: String) throws {
        // After a crash in its very first transaction the header may be half-written; SQLite repairs it on opening.
        if FileManager.default.fileExists(atPath: path + "-journal") { return }
        let header = try read(path)
        if header.isEmpty { return }
        guard header.starts(with: magic), header.count == headerLength else { throw StoreError.notADatabase(path) }
        let bytes = header[applicationIDOffset..<applicationIDOffset + 4]
        let identifier = bytes.reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        guard identifier == UInt32(bitPattern: SQLiteStore.applicationID) else { throw StoreError.foreign(path) }
    }

    /// SQLite opens a file that it cannot write without a word, and fails later; this fails at once.
    static func checkWritable(_ path: String) throws {
        let folder = URL(filePath: path).deletingLastPathComponent().path(percentEncoded: false)
        let files = FileManager.default
        if !files.isWritableFile(atPath: folder) {
            throw StoreError.readOnly(path, cause: "Its folder is read-only; SQLite keeps its log beside the file.")
        }
        if files.fileExists(atPath: path), !files.isWritableFile(atPath: path) {
            throw StoreError.readOnly(path, cause: "The file is read-only.")
        }
    }

    /// Whether the file lies, without a log, where nobody can make one: SQLite then reads it only as immutable.
    static func isImmutable(_ path: String) -> Bool {
        let folder = URL(filePath: path).deletingLastPathComponent().path(percentEncoded: false)
        let files = FileManager.default
        return !files.isWritableFile(atPath: folder) && !files.fileExists(atPath: path + "-wal")
    }

    /// A name that needs an SQLite built with `SQLITE_USE_URI`, as those of Linux distributions and Apple are.
    static func immutableName(of path: String) -> String {
        URL(filePath: path).absoluteURL.absoluteString + "?immutable=1"
    }

    private static func read(_ path: String) throws -> [UInt8] {
        do {
            let handle = try FileHandle(forReadingFrom: URL(filePath: path))
            defer { try? handle.close() }
            return Array(try handle.read(upToCount: headerLength) ?? Data())
        } catch {
            throw StoreError(
                .permissionDenied, "store.unreadable", "The store at \(path) cannot be read.",
                cause: error.localizedDescription, remedy: "Check the permissions, and that it is a file.")
        }
    }
}
