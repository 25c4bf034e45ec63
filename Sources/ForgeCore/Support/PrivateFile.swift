package import Foundation

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// Files that their owner alone may read: secrets, and logs of who did what.
package enum PrivateFile {
    package struct Status: Sendable, Hashable {
        /// Whether it is a regular file of this user (or of root) that nobody else may read or change.
        package var isPrivate: Bool
        package var bytes: Int
        /// Changes whenever the file does.
        package var version: String
    }

    /// Nil when there is nothing.
    package static func status(of url: URL) -> Status? {
        var status = stat()
        guard stat(url.path(percentEncoded: false), &status) == 0 else { return nil }
        let isOwn = status.st_uid == geteuid() || status.st_uid == 0
        // The time of its last change of any kind: a new owner leaves the time of its contents as it is.
        #if canImport(Darwin)
            let time = status.st_ctimespec
        #else
            let time = status.st_ctim
        #endif
        return Status(
            isPrivate: status.st_mode & S_IFMT == S_IFREG && status.st_mode & 0o077 == 0 && isOwn,
            bytes: Int(status.st_size),
            version: "\(status.st_ino) \(time.tv_sec) \(time.tv_nsec) \(status.st_size) \(status.st_mode)")
    }

    /// Replaces a file in one step; at no moment anybody else can read it.
    ///
    /// - Throws: `POSIXError`.
    package static func replace(_ url: URL, by data: Data) throws {
        let temporary = url.deletingLastPathComponent().appending(path: ".\(url.lastPathComponent).new")
        let path = temporary.path(percentEncoded: false)
        unlink(path)
        let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard file >= 0 else { throw failure() }
        do {
            do {
                defer { close(file) }
                try append(data, to: file)
                guard fsync(file) == 0 else { throw failure() }
            }
            guard rename(path, url.path(percentEncoded: false)) == 0 else { throw failure() }
        } catch {
            // What it holds is secret.
            unlink(path)
            throw error
        }
    }

    /// Opens a file to write at its end, made when it is missing.
    ///
    /// - Throws: `POSIXError`.
    package static func openToAppend(_ url: URL) throws -> Int32 {
        let flags = O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW
        let file = open(url.path(percentEncoded: false), flags, 0o600)
        guard file >= 0 else { throw failure() }
        guard fchmod(file, 0o600) == 0 else {
            let error = failure()
            close(file)
            throw error
        }
        return file
    }

    /// - Throws: `POSIXError`.
    package static func append(_ data: Data, to file: Int32) throws {
        try data.withUnsafeBytes { bytes in
            var written = 0
            while written < bytes.count {
                let count = write(file, bytes.baseAddress.map { $0 + written }, bytes.count - written)
                if count < 0 {
                    if errno == EINTR { continue }
                    throw failure()
                }
                written += count
            }
        }
    }

    private static func failure() -> POSIXError { POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
}
