import ForgeCore
import Foundation

/// Files and folders that are either wholly there or not at all, also after a power cut.
enum AtomicFile {
    /// - Throws: `TrainingError` `output.unwritable`.
    static func write(_ data: Data, to url: URL) throws {
        let temporary = url.deletingLastPathComponent().appending(path: ".\(url.lastPathComponent).partial")
        do {
            try writeThrough(data, to: temporary)
            guard rename(temporary.path, url.path) == 0 else { throw POSIXError(.init(rawValue: errno) ?? .EIO) }
        } catch {
            try? FileManager.default.removeItem(at: temporary)
            throw unwritable(url, error)
        }
    }

    /// Writes a folder's files beside their place and then renames the folder. What stood there before is replaced.
    static func writeFolder(_ files: [(name: String, data: Data)], to url: URL) throws {
        let temporary = url.deletingLastPathComponent().appending(path: ".\(url.lastPathComponent).partial")
        let manager = FileManager.default
        do {
            try? manager.removeItem(at: temporary)
            try manager.createDirectory(at: temporary, withIntermediateDirectories: true)
            for file in files { try writeThrough(file.data, to: temporary.appending(path: file.name)) }
            if manager.fileExists(atPath: url.path) { try manager.removeItem(at: url) }
            guard rename(temporary.path, url.path) == 0 else { throw POSIXError(.init(rawValue: errno) ?? .EIO) }
        } catch {
            try? manager.removeItem(at: temporary)
            throw unwritable(url, error)
        }
    }

    private static func writeThrough(_ data: Data, to url: URL) throws {
        guard FileManager.default.createFile(atPath: url.path, contents: nil) else {
            throw POSIXError(.init(rawValue: errno) ?? .EIO)
        }
        let handle = try FileHandle(forWritingTo: url)
        defer { try? handle.close() }
        try handle.write(contentsOf: data)
        try handle.synchronize()
    }

    private static func unwritable(_ url: URL, _ error: any Error) -> TrainingError {
        TrainingError(
            .resourceExhausted, "output.unwritable", "\(url.path) cannot be written.",
            cause: error.localizedDescription,
            remedy: "Make room on the disk and check the folder's permissions; the training goes on from its last "
                + "checkpoint.")
    }
}
