package import Foundation

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// An exclusive lock on a file (`flock`), held once at a time, also within a process, and freed by the system when its
/// holder dies.
package struct ExclusiveLock: ~Copyable {
    private let descriptor: Int32

    /// Nil when somebody else holds it.
    ///
    /// - Throws: `POSIXError` when the file cannot be made or locked.
    package init?(ifFree url: URL) throws {
        guard let descriptor = try Self.acquire(url, LOCK_EX | LOCK_NB) else { return nil }
        self.descriptor = descriptor
    }

    /// Waits for it, blocking the thread: for locks that are held for moments.
    package init(waitingFor url: URL) throws {
        guard let descriptor = try Self.acquire(url, LOCK_EX) else { throw POSIXError(.EWOULDBLOCK) }
        self.descriptor = descriptor
    }

    /// Whether somebody holds it now. Looking takes a free lock for a moment.
    package static func isHeld(_ url: URL) throws -> Bool {
        guard FileManager.default.fileExists(atPath: url.path(percentEncoded: false)) else { return false }
        guard let lock = try ExclusiveLock(ifFree: url) else { return true }
        _ = consume lock
        return false
    }

    private static func acquire(_ url: URL, _ operation: Int32) throws -> Int32? {
        let descriptor = open(url.path(percentEncoded: false), O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw failure() }
        while flock(descriptor, operation) != 0 {
            if errno == EINTR { continue }
            let error = failure()
            close(descriptor)
            if error.code == .EWOULDBLOCK { return nil }
            throw error
        }
        return descriptor
    }

    private static func failure() -> POSIXError { POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }

    deinit { close(descriptor) }
}
