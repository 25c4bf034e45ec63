import Foundation

/// What the pages take from others, as set-up put it into a folder: charts, fonts, Swagger UI.
enum ThirdPartyAssets {
    /// Nothing else of the folder is ever sent.
    static let names = [
        "vega.js", "swagger-ui-bundle.js", "swagger-ui.css", "fonts/inter.woff2", "fonts/instrument-serif.woff2",
        "fonts/instrument-serif-italic.woff2",
    ]

    /// The names of those that are there.
    static func present(in folder: URL) -> [String] {
        names.filter { FileManager.default.fileExists(atPath: folder.appending(path: $0).path(percentEncoded: false)) }
    }

    /// Those that are there, read into memory.
    static func load(from folder: URL) -> [Asset] {
        names.compactMap { name in
            let file = folder.appending(path: name)
            guard let data = try? Data(contentsOf: file) else { return nil }
            let compressed = try? Data(contentsOf: file.appendingPathExtension("gz"))
            return Asset(name: name, bytes: [UInt8](data), compressed: compressed.map { [UInt8]($0) })
        }
    }
}
