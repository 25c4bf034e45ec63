import ForgeCore
import Foundation

/// File operations with our errors.
enum Files {
    static func makeDirectory(_ url: URL) throws {
        try FileFailure.describing(url.path(percentEncoded: false)) {
            try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        }
    }

    /// Size in bytes of a regular file, links followed; nil when there is none.
    static func size(_ url: URL) -> Int? {
        let resolved = url.resolvingSymlinksInPath()
        guard let attributes = try? FileManager.default.attributesOfItem(atPath: resolved.path(percentEncoded: false)),
            attributes[.type] as? FileAttributeType == .typeRegular
        else { return nil }
        return (attributes[.size] as? NSNumber)?.intValue
    }

    /// Replaces a file in one step by the new content.
    static func write(_ data: Data, to url: URL) throws {
        try makeDirectory(url.deletingLastPathComponent())
        let temporary = url.deletingLastPathComponent()
            .appending(path: ".\(url.lastPathComponent).\(UUID().uuidString.prefix(8))")
        do {
            var writer = try FileWriter(temporary, truncate: true)
            try data.withUnsafeBytes { try writer.write($0) }
            try writer.synchronize()
            try move(temporary, to: url)
        } catch {
            try? FileManager.default.removeItem(at: temporary)
            throw error
        }
    }

    /// Renames within a file system, replacing what is there.
    static func move(_ source: URL, to target: URL) throws {
        let path = target.path(percentEncoded: false)
        guard rename(source.path(percentEncoded: false), path) == 0 else {
            throw CatalogueError.system(errno, path: path)
        }
    }

    static func remove(_ url: URL) throws {
        let path = url.path(percentEncoded: false)
        guard unlink(path) == 0 || errno == ENOENT else { throw CatalogueError.system(errno, path: path) }
    }

    /// Points a link at a target, replacing what is there in one step.
    static func link(_ url: URL, to target: String) throws {
        try makeDirectory(url.deletingLastPathComponent())
        let temporary = url.deletingLastPathComponent().appending(path: ".link-\(UUID().uuidString.prefix(8))")
        guard symlink(target, temporary.path(percentEncoded: false)) == 0 else {
            throw CatalogueError.system(errno, path: url.path(percentEncoded: false))
        }
        try move(temporary, to: url)
    }

    /// Fails early when a file system has less room than a download needs.
    static func requireSpace(_ bytes: Int, at directory: URL) throws {
        let path = directory.path(percentEncoded: false)
        guard let attributes = try? FileManager.default.attributesOfFileSystem(forPath: path),
            let free = (attributes[.systemFreeSize] as? NSNumber)?.intValue, free < bytes
        else { return }
        throw CatalogueError.diskFull(path, needed: bytes, free: free)
    }
}
