package import ForgeCore
package import Foundation

/// Remembers the SHA-256 of large files by path, size and time of change, so that 4 GB are not read at every start.
package struct FileHashIndex: Sendable {
    private struct Entry: Codable {
        var bytes: Int
        /// Time of last change in nanoseconds since 1970.
        var modified: Int
        var sha256: String
    }

    let url: URL

    package init(home: ForgeHome) { url = home.root.appending(path: "hashes.json") }

    /// The file's digest, from the index when the file has not changed since.
    ///
    /// An index that cannot be written (a read-only home) costs time only, never the answer.
    package func sha256(of file: URL) throws -> (digest: String, bytes: Int) {
        let (path, bytes, modified) = try Self.state(of: file)
        if let known = read()[path], known.bytes == bytes, known.modified == modified {
            return (known.sha256, bytes)
        }
        let digest = try FileFailure.describing(path) { try Digest.sha256(fileAt: path) }
        try? store(Entry(bytes: bytes, modified: modified, sha256: digest), for: path)
        return (digest, bytes)
    }

    /// Enters a digest that was just computed or checked, for instance under the name that the file has now.
    func remember(_ digest: String, of file: URL) {
        guard let (path, bytes, modified) = try? Self.state(of: file) else { return }
        try? store(Entry(bytes: bytes, modified: modified, sha256: digest), for: path)
    }

    private static func state(of file: URL) throws -> (path: String, bytes: Int, modified: Int) {
        let path = file.resolvingSymlinksInPath().path(percentEncoded: false)
        var status = stat()
        guard stat(path, &status) == 0 else {
            throw CatalogueError.unreadable(path, cause: String(cString: strerror(errno)))
        }
        return (path, Int(status.st_size), nanoseconds(status))
    }

    private func read() -> [String: Entry] {
        guard let data = try? Data(contentsOf: url) else { return [:] }
        return (try? JSON.decode([String: Entry].self, from: data)) ?? [:]
    }

    private func store(_ entry: Entry, for path: String) throws {
        try FileLock.holdingBriefly(url.appendingPathExtension("lock")) {
            var entries = read().filter { FileManager.default.fileExists(atPath: $0.key) }
            entries[path] = entry
            try Files.write(try JSON.data(entries, pretty: true), to: url)
        }
    }

    /// Wraps around for times that no clock shows (a damaged file system's): it only has to change with the file.
    private static func nanoseconds(_ status: stat) -> Int {
        #if canImport(Darwin)
            status.st_mtimespec.tv_sec &* 1_000_000_000 &+ status.st_mtimespec.tv_nsec
        #else
            status.st_mtim.tv_sec &* 1_000_000_000 &+ status.st_mtim.tv_nsec
        #endif
    }
}
