import Crypto
import ForgeCore
package import Foundation

/// A file to be published, with the hashes by which the Hub knows it.
package struct UploadFile: Sendable, Hashable {
    /// In the repository.
    package var path: String
    package var url: URL
    package var bytes: Int
    /// Of the content: how large-file storage names it.
    package var sha256: String
    /// Git's name of the content as a blob: how the Hub names a file outside of large-file storage.
    package var blob: String
    /// Its first bytes, from which the Hub tells text from binary files.
    package var sample: Data

    static let pieceBytes = 1 << 20

    /// Reads the file once.
    ///
    /// - Throws: `CatalogueError` `file.unreadable`.
    package init(_ url: URL, path: String) throws {
        self.path = path
        self.url = url
        do {
            bytes = (try url.resourceValues(forKeys: [.fileSizeKey])).fileSize ?? 0
            let handle = try FileHandle(forReadingFrom: url)
            defer { try? handle.close() }
            var content = SHA256(), blob = Insecure.SHA1()
            blob.update(data: Data("blob \(bytes)\0".utf8))
            sample = Data()
            var count = 0
            while let piece = try handle.read(upToCount: Self.pieceBytes), !piece.isEmpty {
                if sample.isEmpty { sample = Data(piece.prefix(512)) }
                content.update(data: piece)
                blob.update(data: piece)
                count += piece.count
            }
            guard count == bytes else { throw CocoaError(.fileReadUnknown) }
            sha256 = Self.hex(content.finalize())
            self.blob = Self.hex(blob.finalize())
        } catch {
            throw CatalogueError.unreadable(url.path(percentEncoded: false), cause: error.localizedDescription)
        }
    }

    private static func hex(_ digest: some Sequence<UInt8>) -> String {
        digest.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    /// What is published of a folder or a file: its files without hidden ones, folders in it included, sorted.
    ///
    /// - Throws: `CatalogueError`: `file.unreadable`, `push.nothing`.
    package static func all(at url: URL) throws -> [UploadFile] {
        guard (try? url.resourceValues(forKeys: [.isDirectoryKey]))?.isDirectory == true else {
            return [try UploadFile(url, path: url.lastPathComponent)]
        }
        let names = (FileManager.default.enumerator(atPath: url.path)?.allObjects as? [String]) ?? []
        let files = names.filter { name in
            let isHidden = name.split(separator: "/").contains { $0.hasPrefix(".") }
            let values = try? url.appending(path: name).resourceValues(forKeys: [.isRegularFileKey])
            return !isHidden && values?.isRegularFile == true
        }
        guard !files.isEmpty else {
            throw CatalogueError(
                .invalidInput, "push.nothing", "\(url.path) holds no files.",
                remedy: "Name an adapter's folder or a model file.")
        }
        return try files.sorted().map { try UploadFile(url.appending(path: $0), path: $0) }
    }
}
