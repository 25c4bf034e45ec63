import ForgeCore
import Foundation

/// The head of a vector file: 4096 bytes, then rows of little-endian float32, one after the other.
///
/// | bytes | what |
/// |---|---|
/// | 0–7 | `FORGEVEC` |
/// | 8–11 | version, 1 |
/// | 12–15 | dimension |
/// | 16–79 | SHA-256 of the embedder's weights, in hexadecimal digits |
/// | 80–83 | length of the embedder's name, then the name |
struct VectorHeader: Hashable {
    static let size = 4096
    private static let magic = Array("FORGEVEC".utf8)
    private static let version: UInt32 = 1
    private static let longestName = 1024

    var dimension: Int
    var embedder: String
    var sha256: String

    init(_ info: EncoderInfo) {
        dimension = info.dimension
        embedder = info.name
        sha256 = info.sha256
    }

    func bytes() -> [UInt8] {
        let name = Array(embedder.utf8.prefix(Self.longestName))
        let digits = Array(sha256.utf8.prefix(64)) + Array(repeating: 0, count: max(0, 64 - sha256.utf8.count))
        let head =
            Self.magic + Self.word(Self.version) + Self.word(UInt32(dimension)) + digits
            + Self.word(UInt32(name.count)) + name
        return head + Array(repeating: 0, count: Self.size - head.count)
    }

    /// - Throws: damaged when the file is not of this layout, or belongs to another embedder.
    func check(_ bytes: some Collection<UInt8>, path: String) throws {
        guard Array(bytes) == self.bytes() else {
            throw RetrievalError.damaged(path, cause: "Its head is not the one of vectors of `\(embedder)`.")
        }
    }

    private static func word(_ value: UInt32) -> [UInt8] {
        (0..<4).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
    }
}

/// Appends rows to a vector file. Rows count only when the base says so: a torn tail is cut off at the next opening.
struct VectorWriter: ~Copyable {
    private let file: AppendingFile
    private let dimension: Int

    /// - Parameter rows: how many rows the base has committed.
    init(_ url: URL, header: VectorHeader, rows: Int) throws {
        let path = url.path(percentEncoded: false)
        let file = try AppendingFile(path: path)
        try Self.prepare(file, path: path, header: header, rows: rows)
        self.file = file
        dimension = header.dimension
    }

    private static func prepare(
        _ file: borrowing AppendingFile, path: String, header: VectorHeader, rows: Int
    ) throws {
        guard rows > 0 else {
            try file.cut(to: 0)
            try header.bytes().withUnsafeBytes { try file.append($0) }
            return
        }
        let rowSize = header.dimension * MemoryLayout<Float>.size
        let committed = VectorHeader.size + rows * rowSize
        guard file.size >= committed else {
            let there = max(0, file.size - VectorHeader.size) / rowSize
            throw RetrievalError.damaged(path, cause: "It holds \(there) of \(rows) vectors.")
        }
        try MappedFile(path: path, length: VectorHeader.size).withBytes { try header.check($0, path: path) }
        if file.size > committed { try file.cut(to: committed) }
    }

    /// Writes rows and waits for the disk.
    func append(_ values: [Float]) throws {
        precondition(values.count.isMultiple(of: dimension), "whole rows only")
        try values.withUnsafeBytes { try file.append($0) }
        try file.synchronize()
    }
}
