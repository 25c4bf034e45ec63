import ForgeCore
package import Foundation

/// Files and folders that are either wholly there or not at all, also after a power cut.
package enum AtomicFile {
    /// - Throws: `TrainingError` `output.unwritable`.
    package static func write(_ data: Data, to url: URL) throws {
        try write(to: url) { try $0.write(contentsOf: data) }
    }

    /// The same for what is too large to be in memory as a whole.
    ///
    /// - Throws: `TrainingError` `output.unwritable`; domain errors of `body` as they are.
    static func write(to url: URL, _ body: (FileHandle) throws -> Void) throws {
        let temporary = url.deletingLastPathComponent().appending(path: ".\(url.lastPathComponent).partial")
        do {
            try writeThrough(to: temporary, body)
            try move(temporary, to: url)
            try FolderNames.synchronize(url.deletingLastPathComponent())
        } catch let error as any ForgeError {
            try? FileManager.default.removeItem(at: temporary)
            throw error
        } catch {
            try? FileManager.default.removeItem(at: temporary)
            throw unwritable(url, error)
        }
    }

    /// Writes a folder's files beside their place and then renames the folder. What stood there before is put aside and
    /// removed only when the new folder is on the disk.
    static func writeFolder(_ files: [(name: String, data: Data)], to url: URL) throws {
        let temporary = url.deletingLastPathComponent().appending(path: ".\(url.lastPathComponent).partial")
        let aside = url.deletingLastPathComponent().appending(path: ".\(url.lastPathComponent).old")
        let manager = FileManager.default
        do {
            try? manager.removeItem(at: temporary)
            try manager.createDirectory(at: temporary, withIntermediateDirectories: true)
            for file in files {
                try writeThrough(to: temporary.appending(path: file.name)) { try $0.write(contentsOf: file.data) }
            }
            try FolderNames.synchronize(temporary)
            try replace(url, by: temporary, aside: aside)
            try FolderNames.synchronize(url.deletingLastPathComponent())
            // What is left of the old one does no harm.
            try? manager.removeItem(at: aside)
        } catch {
            try? manager.removeItem(at: temporary)
            throw unwritable(url, error)
        }
    }

    private static func replace(_ url: URL, by new: URL, aside: URL) throws {
        let manager = FileManager.default
        guard manager.fileExists(atPath: url.path) else { return try move(new, to: url) }
        if manager.fileExists(atPath: aside.path) { try manager.removeItem(at: aside) }
        try move(url, to: aside)
        do {
            try move(new, to: url)
        } catch {
            try? move(aside, to: url)
            throw error
        }
    }

    private static func move(_ source: URL, to target: URL) throws {
        guard rename(source.path, target.path) == 0 else { throw POSIXError(.init(rawValue: errno) ?? .EIO) }
    }

    private static func writeThrough(to url: URL, _ body: (FileHandle) throws -> Void) throws {
        guard FileManager.default.createFile(atPath: url.path, contents: nil) else {
            throw POSIXError(.init(rawValue: errno) ?? .EIO)
        }
        let handle = try FileHandle(forWritingTo: url)
        defer { try? handle.close() }
        try body(handle)
        try handle.synchronize()
    }

    static func unwritable(_ url: URL, _ error: any Error) -> TrainingError {
        TrainingError(
            .resourceExhausted, "output.unwritable", "\(url.path) cannot be written.",
            cause: error.localizedDescription,
            remedy: "Make room on the disk and check the folder's permissions; the training goes on from its last "
                + "checkpoint.")
    }
}
