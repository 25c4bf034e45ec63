import ForgeCore
import Foundation

/// File operations with our errors.
enum FileSystem {
    static func makeFolder(_ url: URL) throws {
        do {
            try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        } catch {
            throw describe(error, path: url.path(percentEncoded: false))
        }
    }

    /// Renames a base's folder.
    static func rename(_ source: URL, to target: URL, name: String) throws {
        let (from, to) = (trimmed(source), trimmed(target))
        guard systemRename(from, to) == 0 else {
            let number = errno
            throw [EEXIST, ENOTEMPTY].contains(number)
                ? RetrievalError.baseExists(name) : RetrievalError.system(number, path: to)
        }
    }

    /// Clears away what writers of this file that were killed have left.
    static func removeDrafts(of url: URL) {
        let folder = url.deletingLastPathComponent()
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path(percentEncoded: false))) ?? []
        for name in names where name.hasPrefix(draftPrefix(url)) {
            unlink(folder.appending(path: name).path(percentEncoded: false))
        }
    }

    private static func draftPrefix(_ url: URL) -> String { ".\(url.lastPathComponent).new-" }

    /// Replaces a file in one step.
    static func write(_ bytes: UnsafeRawBufferPointer, to url: URL) throws {
        // A name of its own, because two processes may write the same file.
        let temporary = url.deletingLastPathComponent()
            .appending(path: "\(draftPrefix(url))\(UUID().uuidString)")
        let path = temporary.path(percentEncoded: false)
        do {
            let file = try AppendingFile(path: path, truncate: true)
            try file.append(bytes)
            try file.synchronize()
            guard systemRename(path, url.path(percentEncoded: false)) == 0 else {
                throw RetrievalError.system(errno, path: path)
            }
        } catch {
            unlink(path)
            throw error
        }
    }

    /// Waits until the names of a folder's files are on the disk.
    static func synchronize(folder: URL) throws {
        do {
            try FolderNames.synchronize(folder)
        } catch let error as POSIXError {
            throw RetrievalError.system(error.code.rawValue, path: folder.path(percentEncoded: false))
        }
    }

    /// Bytes of all files below a folder.
    static func size(of folder: URL) -> Int {
        guard let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: [.fileSizeKey]) else {
            return 0
        }
        var bytes = 0
        while let url = files.nextObject() as? URL {
            bytes += (try? url.resourceValues(forKeys: [.fileSizeKey]).fileSize) ?? 0
        }
        return bytes
    }

    static func describe(_ error: any Error, path: String) -> any Error {
        guard let error = error as? CocoaError else { return error }
        if let posix = error.userInfo[NSUnderlyingErrorKey] as? POSIXError {
            return RetrievalError.system(posix.code.rawValue, path: path)
        }
        return switch error.code {
        case .fileWriteNoPermission, .fileReadNoPermission, .fileWriteVolumeReadOnly:
            RetrievalError.notWritable(path, cause: error.localizedDescription)
        case .fileWriteOutOfSpace: RetrievalError.full(path, cause: error.localizedDescription)
        default: RetrievalError.unreachable(path, cause: error.localizedDescription)
        }
    }

    private static func trimmed(_ url: URL) -> String {
        let path = url.path(percentEncoded: false)
        return path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
    }
}

/// The system call, whose name the type above takes for itself.
private func systemRename(_ source: String, _ target: String) -> Int32 { rename(source, target) }
