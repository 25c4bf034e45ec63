import ForgeCore
import Foundation
import NIOCore

/// Appends to a file by plain system calls, so that a full disk is known by its error number.
struct FileWriter: ~Copyable {
    private let descriptor: Int32
    private let path: String
    /// Bytes in the file.
    private(set) var size: Int

    /// Opens for appending; `truncate` starts anew.
    init(_ url: URL, truncate: Bool) throws {
        path = url.path(percentEncoded: false)
        let flags = O_WRONLY | O_CREAT | O_CLOEXEC | (truncate ? O_TRUNC : 0)
        descriptor = open(path, flags, 0o644)
        guard descriptor >= 0 else { throw CatalogueError.system(errno, path: path) }
        size = Int(lseek(descriptor, 0, SEEK_END))
    }

    mutating func write(_ buffer: ByteBuffer) throws {
        try buffer.withUnsafeReadableBytes { try write($0) }
    }

    mutating func write(_ bytes: UnsafeRawBufferPointer) throws {
        var rest = bytes
        while let base = rest.baseAddress, !rest.isEmpty {
            // Through the C library by name: this type's own `write` would shadow the system call.
            let written = systemWrite(descriptor, base, rest.count)
            guard written > 0 else {
                if errno == EINTR { continue }
                throw CatalogueError.system(errno, path: path)
            }
            size += written
            rest = UnsafeRawBufferPointer(rebasing: rest[written...])
        }
    }

    /// Forces what was written to the disk, so that a rename after it never shows an empty file.
    func synchronize() throws {
        guard fsync(descriptor) == 0 else { throw CatalogueError.system(errno, path: path) }
    }

    deinit { close(descriptor) }
}

private func systemWrite(_ descriptor: Int32, _ base: UnsafeRawPointer, _ count: Int) -> Int {
    write(descriptor, base, count)
}
