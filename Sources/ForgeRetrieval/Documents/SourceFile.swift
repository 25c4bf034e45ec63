import Foundation

/// Reading of whole source files.
enum SourceFile {
    /// The file's bytes, mapped where the system can do so.
    static func map(_ url: URL) throws -> Data {
        do {
            return try Data(contentsOf: url, options: .mappedIfSafe)
        } catch {
            let path = url.path(percentEncoded: false)
            guard FileManager.default.fileExists(atPath: path) else { throw RetrievalError.system(ENOENT, path: path) }
            throw RetrievalError.unreachable(path, cause: error.localizedDescription)
        }
    }

    /// Without the byte order mark that some editors begin a file with.
    static func withoutMark(_ data: Data) -> Data {
        data.starts(with: [0xEF, 0xBB, 0xBF]) ? data.dropFirst(3) : data
    }

    /// Where a text stops being UTF-8, in words.
    static func firstInvalid(_ bytes: Data) -> String {
        var decoder = UTF8()
        var iterator = bytes.makeIterator()
        var valid = 0
        while case .scalarValue(let scalar) = decoder.decode(&iterator) { valid += UTF8.width(scalar) }
        return "Byte \(valid + 1) is not UTF-8."
    }
}
