package import Foundation

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// The names of files in a folder, which the system keeps apart from the files.
package enum FolderNames {
    /// Puts a folder's names on the disk; without it a power cut may undo a rename.
    ///
    /// - Throws: `POSIXError`.
    package static func synchronize(_ folder: URL) throws {
        let path = folder.path(percentEncoded: false)
        // The folder of a relative name may have no name of its own.
        let descriptor = open(path.isEmpty ? "." : path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw POSIXError(.init(rawValue: errno) ?? .EIO) }
        defer { close(descriptor) }
        // Some file systems know no such thing for folders.
        guard fsync(descriptor) == 0 || errno == EINVAL || errno == ENOTSUP else {
            throw POSIXError(.init(rawValue: errno) ?? .EIO)
        }
    }
}
