import Foundation

/// A file's first bytes in memory, read by the system as they are needed.
///
/// A class because the mapping has one owner that ends it; nothing of it changes.
final class MappedFile: Sendable {
    /// Immutable, and valid as long as the object lives.
    private nonisolated(unsafe) let base: UnsafeRawPointer
    let length: Int

    init(path: String, length: Int) throws {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw RetrievalError.system(errno, path: path) }
        defer { close(descriptor) }
        // Touching a page beyond the file's end would end the process.
        guard Int(lseek(descriptor, 0, SEEK_END)) >= length, length > 0 else {
            throw RetrievalError.damaged(path, cause: "It is shorter than \(length) bytes.")
        }
        guard let address = mmap(nil, length, PROT_READ, MAP_SHARED, descriptor, 0), address != MAP_FAILED else {
            throw RetrievalError.system(errno, path: path)
        }
        base = UnsafeRawPointer(address)
        self.length = length
    }

    /// Lends the bytes; they are there only until `body` returns, because the compiler may release the object after its
    /// last use.
    func withBytes<Value>(_ body: (UnsafeRawBufferPointer) throws -> Value) rethrows -> Value {
        try withExtendedLifetime(self) { try body(UnsafeRawBufferPointer(start: base, count: length)) }
    }

    deinit { munmap(UnsafeMutableRawPointer(mutating: base), length) }
}
