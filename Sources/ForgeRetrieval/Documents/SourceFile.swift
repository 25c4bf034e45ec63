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

    /// Where a text stops being UTF-8, in words.
    static func firstInvalid(_ bytes: Data) -> String {
        var decoder = UTF8()
        var iterator = bytes.makeIterator()
        var valid = 0
        while case .scalarValue(let scalar) = decoder.decode(&iterator) { valid += UTF8.width(scalar) }
        return "Byte \(valid + 1) is not UTF-8."
    }
}
