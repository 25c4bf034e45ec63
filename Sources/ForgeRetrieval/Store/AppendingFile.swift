import Foundation

/// Writes by plain system calls, so that a full disk is known by its error number.
struct AppendingFile: ~Copyable {
    private let descriptor: Int32
    private let path: String

    init(path: String, truncate: Bool = false) throws {
        self.path = path
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | (truncate ? O_TRUNC : 0), 0o644)
        guard descriptor >= 0 else { throw RetrievalError.system(errno, path: path) }
        lseek(descriptor, 0, SEEK_END)
    }

    var size: Int { Int(lseek(descriptor, 0, SEEK_END)) }

    /// Cuts the file to a length; what is written next goes to its end.
    func cut(to size: Int) throws {
        guard ftruncate(descriptor, off_t(size)) == 0 else { throw RetrievalError.system(errno, path: path) }
        lseek(descriptor, 0, SEEK_END)
    }

    func append(_ bytes: UnsafeRawBufferPointer) throws {
        var rest = bytes
        while let base = rest.baseAddress, !rest.isEmpty {
            let written = systemWrite(descriptor, base, rest.count)
            guard written > 0 else {
                if errno == EINTR { continue }
                throw RetrievalError.system(errno, path: path)
            }
            rest = UnsafeRawBufferPointer(rebasing: rest[written...])
        }
    }

    func synchronize() throws {
        guard fsync(descriptor) == 0 else { throw RetrievalError.system(errno, path: path) }
    }

    deinit { close(descriptor) }
}

private func systemWrite(_ descriptor: Int32, _ base: UnsafeRawPointer, _ count: Int) -> Int {
    write(descriptor, base, count)
}
