import ForgeCore
import Foundation

/// An exclusive lock on a file, held by one process at a time and freed by the system when its holder dies.
///
/// `flock`, as huggingface_hub uses it, so that both keep out of one another's way in a shared cache.
enum FileLock {
    /// Runs `body` under the lock. The wait for it polls, so that it can be cancelled.
    ///
    /// - Parameter waiting: called once when somebody else holds it.
    static func holding<Value>(
        _ url: URL, waiting: () -> Void, _ body: () async throws -> Value
    ) async throws -> Value {
        let descriptor = try open(url)
        defer { close(descriptor) }
        var announced = false
        while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
            guard errno == EWOULDBLOCK || errno == EINTR else {
                throw CatalogueError.system(errno, path: url.path(percentEncoded: false))
            }
            if !announced { waiting() }
            announced = true
            try await Task.sleep(for: .milliseconds(100))
        }
        return try await body()
    }

    /// Runs `body` under the lock, blocking for the moment that another rewrites a small file.
    static func holdingBriefly<Value>(_ url: URL, _ body: () throws -> Value) throws -> Value {
        let descriptor = try open(url)
        defer { close(descriptor) }
        while flock(descriptor, LOCK_EX) != 0 {
            guard errno == EINTR else { throw CatalogueError.system(errno, path: url.path(percentEncoded: false)) }
        }
        return try body()
    }

    private static func open(_ url: URL) throws -> Int32 {
        try Files.makeDirectory(url.deletingLastPathComponent())
        let path = url.path(percentEncoded: false)
        let descriptor = openFile(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw CatalogueError.system(errno, path: path) }
        return descriptor
    }
}

/// The system call, whose name the type above takes for itself.
private func openFile(_ path: String, _ flags: Int32, _ mode: mode_t) -> Int32 { open(path, flags, mode) }
