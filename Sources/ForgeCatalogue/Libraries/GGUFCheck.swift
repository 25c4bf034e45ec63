import ForgeCore
import Foundation

/// Catches what is surely no model before an engine tries to load it.
enum GGUFCheck {
    static func check(_ url: URL) throws {
        let path = url.path(percentEncoded: false)
        guard let size = Files.size(url) else {
            throw CatalogueError.unreadable(path, cause: "there is no such file")
        }
        let head = try FileFailure.describing(path) {
            let handle = try FileHandle(forReadingFrom: url)
            defer { try? handle.close() }
            return try handle.read(upToCount: 4) ?? Data()
        }
        guard head == Data("GGUF".utf8), size >= 24 else {
            throw CatalogueError(
                .invalidInput, "model.not-gguf", "`\(path)` is not a GGUF model.",
                cause: size < 24 ? "it has only \(size) bytes" : "it does not begin with `GGUF`",
                remedy: "Give the path of a .gguf file, or a name of `forge models list`.")
        }
    }
}
