import ForgeCore
package import Foundation

/// A copy of a whole store in one file of SQLite, made while others use the store.
///
/// The file appears under its name only when it is whole, checked and on the disk.
package struct StoreBackup: Sendable {
    package struct Report: Sendable, Codable, Hashable {
        package var source: String
        package var file: String
        package var bytes: Int
        /// Of the file.
        package var sha256: String
        /// By table; equal in the store and in the file.
        package var rows: [String: Int]
    }

    private let store: any MaintainableStore
    private let file: URL

    package init(of store: any MaintainableStore, to file: URL) {
        self.store = store
        self.file = file
    }

    /// - Throws: conflict where there is a file already, resource exhausted for a full disk, the store's errors. Nothing
    ///   is left behind then.
    package func run(
        _ onProgress: @escaping @Sendable (StoreCopy.Progress) -> Void = { _ in }
    ) async throws -> Report {
        try checkFree()
        let partial = file.deletingLastPathComponent().appending(path: ".\(file.lastPathComponent).partial")
        do {
            try prepare(partial)
            let rows = try await store.fill(partial, onProgress)
            try seal(partial, rows: rows)
            let report = Report(
                source: store.copyPort().place, file: file.path(percentEncoded: false), bytes: try size(of: partial),
                sha256: try Digest.sha256(fileAt: partial.path(percentEncoded: false)), rows: rows)
            try publish(partial)
            return report
        } catch {
            remove(partial)
            throw explained(error)
        }
    }

    // MARK: The file

    private func checkFree() throws {
        guard FileManager.default.fileExists(atPath: file.path(percentEncoded: false)) else { return }
        throw StoreError(
            .conflict, "backup.exists", "There is a file \(file.path(percentEncoded: false)) already.",
            remedy: "Give another name; a backup replaces nothing.")
    }

    /// An empty file that nobody else may read: it holds whatever was asked and answered.
    private func prepare(_ partial: URL) throws {
        try FileManager.default.createDirectory(
            at: partial.deletingLastPathComponent(), withIntermediateDirectories: true)
        remove(partial)
        let path = partial.path(percentEncoded: false)
        guard FileManager.default.createFile(atPath: path, contents: nil, attributes: [.posixPermissions: 0o600])
        else { throw CocoaError(.fileWriteUnknown) }
    }

    private func seal(_ partial: URL, rows: [String: Int]) throws {
        let found = try BackupFile.seal(partial.path(percentEncoded: false))
        guard found == rows else {
            let different = rows.keys.filter { rows[$0] != found[$0] }.sorted()
            throw StoreError(
                .internalFailure, "backup.different", "The backup has other numbers of rows than the store.",
                cause: "In \(different.joined(separator: ", ")).", remedy: "Try again, onto another disk.")
        }
    }

    private func publish(_ partial: URL) throws {
        let handle = try FileHandle(forUpdating: partial)
        try handle.synchronize()
        try handle.close()
        try checkFree()
        try FileManager.default.moveItem(at: partial, to: file)
        do {
            try FolderNames.synchronize(file.deletingLastPathComponent())
        } catch {
            try? FileManager.default.removeItem(at: file)
            throw error
        }
    }

    private func size(of url: URL) throws -> Int {
        let attributes = try FileManager.default.attributesOfItem(atPath: url.path(percentEncoded: false))
        return (attributes[.size] as? NSNumber)?.intValue ?? 0
    }

    private func remove(_ partial: URL) {
        for suffix in ["", "-wal", "-shm", "-journal"] {
            try? FileManager.default.removeItem(atPath: partial.path(percentEncoded: false) + suffix)
        }
    }

    // MARK: Errors

    /// As an error of the new file, unless the store is what is damaged.
    private func explained(_ error: any Error) -> any Error {
        if error is CancellationError { return error }
        if let error = error as? any ForgeError {
            switch error.code {
            case "store.disk-full": return Self.full(file, cause: error.cause)
            case "store.io": return Self.io(file, cause: error.cause)
            // What is wrong with the copy came with it from the store.
            case "store.corrupt": return Self.damaged(store.copyPort().place, cause: error.cause)
            default: return error
            }
        }
        return StoreError(
            .permissionDenied, "backup.unwritable", "The backup \(file.path(percentEncoded: false)) cannot be written.",
            cause: error.localizedDescription,
            remedy: "Give a path in a folder that can be written: forge db backup PATH. The store is as it was.")
    }

    private static func damaged(_ store: String, cause: String?) -> StoreError {
        StoreError(
            .internalFailure, "backup.damaged", "No backup was made, because the store \(store) is damaged.",
            cause: cause, remedy: "See all that is wrong with it: forge db check")
    }

    private static func io(_ file: URL, cause: String?) -> StoreError {
        StoreError(
            .unavailable, "backup.io", "The backup \(file.path(percentEncoded: false)) was not made.",
            cause: "The disk of the store or of the backup reported an error. \(cause ?? "")",
            remedy: "Check both disks, and limits to the size of files (ulimit -f). The store is as it was.")
    }

    private static func full(_ file: URL, cause: String?) -> StoreError {
        StoreError(
            .resourceExhausted, "backup.disk-full",
            "The disk is full: the backup \(file.path(percentEncoded: false)) was not made.", cause: cause,
            remedy: "Free space, or give a path on another disk: forge db backup PATH. The store is as it was.")
    }
}
