private import Crypto
package import Foundation

/// SHA-256 as lower-case hexadecimal text.
package enum Digest {
    package static func sha256(_ data: some DataProtocol) -> String { hex(SHA256.hash(data: data)) }

    package static func sha256(_ text: String) -> String { sha256(Array(text.utf8)) }

    /// The digest of a file, read in pieces of 4 MiB.
    ///
    /// - Throws: the file system's error when the file cannot be read.
    package static func sha256(fileAt path: String) throws -> String {
        let handle = try FileHandle(forReadingFrom: URL(filePath: path))
        defer { try? handle.close() }
        var hash = SHA256()
        while let piece = try handle.read(upToCount: 4 << 20), !piece.isEmpty {
            hash.update(data: piece)
        }
        return hex(hash.finalize())
    }

    private static func hex(_ digest: SHA256.Digest) -> String {
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: digest.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
}
