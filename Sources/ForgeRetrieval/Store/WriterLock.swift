import Foundation

/// The right to write to a knowledge base: one process (and one task) at a time, freed by the system when its holder
/// dies.
struct WriterLock: ~Copyable {
    private let descriptor: Int32

    /// Takes the lock. Whoever only looks whether it is held has it for a moment, so a few attempts are made.
    ///
    /// - Throws: a conflict when somebody else holds it.
    static func take(_ url: URL, base: String) async throws -> WriterLock {
        for _ in 0..<10 {
            if let lock = try WriterLock(ifFree: url) { return lock }
            try await Task.sleep(for: .milliseconds(20))
        }
        throw RetrievalError.busy(base)
    }

    init?(ifFree url: URL) throws {
        guard let descriptor = try Self.acquire(url.path(percentEncoded: false)) else { return nil }
        self.descriptor = descriptor
    }

    /// Whether somebody writes now.
    static func isHeld(_ url: URL) throws -> Bool {
        guard FileManager.default.fileExists(atPath: url.path(percentEncoded: false)) else { return false }
        if let lock = try WriterLock(ifFree: url) {
            _ = consume lock
            return false
        }
        return true
    }

    private static func acquire(_ path: String) throws -> Int32? {
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw RetrievalError.system(errno, path: path) }
        while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
            if errno == EINTR { continue }
            let number = errno
            close(descriptor)
            if number == EWOULDBLOCK { return nil }
            throw RetrievalError.system(number, path: path)
        }
        return descriptor
    }

    deinit { close(descriptor) }
}
