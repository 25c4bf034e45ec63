import ForgeCore
import Foundation

/// A training's folder held by one process; the lock dies with it.
package struct FolderLock: ~Copyable {
    private let descriptor: Int32

    /// - Throws: `TrainingError`: `training.busy` when another process holds it, `output.unwritable`.
    package init(_ folder: RunFolder) throws {
        let path = folder.url.appending(path: ".lock").path
        descriptor = open(path, O_CREAT | O_RDWR | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else {
            throw TrainingError(
                .permissionDenied, "output.unwritable", "\(path) cannot be written.",
                cause: String(cString: strerror(errno)), remedy: "Check the folder's permissions and the disk.")
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            close(descriptor)
            throw TrainingError(
                .conflict, "training.busy", "This training is running in another process.",
                remedy: "Wait for it to end, or give the config another name.")
        }
    }

    deinit { close(descriptor) }
}
