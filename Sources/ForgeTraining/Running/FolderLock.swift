import ForgeCore
import Foundation

/// A training's folder held by one process; the lock dies with it.
package struct FolderLock: ~Copyable {
    private let lock: ExclusiveLock

    /// - Throws: `TrainingError`: `training.busy` when another process holds it, `output.unwritable`.
    package init(_ folder: RunFolder) throws {
        self.lock = try Self.taken(folder.lock)
    }

    /// Runs `body` while this process holds the folder.
    package static func holding<Result>(_ folder: RunFolder, _ body: () throws -> Result) throws -> Result {
        let lock = try FolderLock(folder)
        let result = try body()
        _ = consume lock
        return result
    }

    private static func taken(_ url: URL) throws -> ExclusiveLock {
        do {
            // Whoever only looks whether it is held has it for a moment.
            for _ in 0..<10 {
                if let lock = try ExclusiveLock(ifFree: url) { return lock }
                Thread.sleep(forTimeInterval: 0.02)
            }
        } catch {
            throw TrainingError(
                .permissionDenied, "output.unwritable", "\(url.path) cannot be written.",
                cause: error.localizedDescription, remedy: "Check the folder's permissions and the disk.")
        }
        throw TrainingError(
            .conflict, "training.busy", "This training is running in another process.",
            remedy: "Wait for it to end, or give the config another name.")
    }
}
