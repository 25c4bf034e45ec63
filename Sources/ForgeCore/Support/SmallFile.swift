package import Foundation

/// Small files of others, read whole: settings and tables of words.
package enum SmallFile {
    /// 64 MiB; the largest of them, tokenizers, have about 20.
    package static let mostBytes = 64 << 20

    /// Refuses what is no regular file, and what is larger than such files are.
    ///
    /// - Throws: `CocoaError`, `MappedFile.NotAFile` and `TooLarge`.
    package static func data(at url: URL) throws -> Data {
        try MappedFile.requireFile(at: url)
        let handle = try FileHandle(forReadingFrom: url)
        defer { try? handle.close() }
        let data = try handle.read(upToCount: mostBytes + 1) ?? Data()
        guard data.count <= mostBytes else { throw TooLarge() }
        return data
    }

    package struct TooLarge: LocalizedError, CustomStringConvertible {
        package var description: String { "it is larger than \(SmallFile.mostBytes >> 20) MiB" }
        package var errorDescription: String? { description }
    }
}
