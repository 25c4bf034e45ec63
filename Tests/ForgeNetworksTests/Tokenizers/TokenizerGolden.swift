import ForgeCore
import Foundation
import Testing

@testable import ForgeNetworks

/// What `tokenizers` 0.23.3 makes of our own hard texts and of the texts in `../shared/data`.
enum TokenizerGolden {
    static let folder = Bundle.module.resourceURL?.appending(path: "Fixtures/Tokenizers") ?? URL(filePath: "/")

    private static let root = Result {
        try JSONValue(
            parsing: String(decoding: Data(contentsOf: folder.appending(path: "golden.json")), as: UTF8.self))
    }

    static func value(_ path: String...) throws -> JSONValue {
        var value = try root.get()
        for name in path { value = try #require(value[name]) }
        return value
    }

    static func array(_ path: String...) throws -> [JSONValue] {
        var value = try root.get()
        for name in path { value = try #require(value[name]) }
        return try #require(value.array)
    }

    static func strings(_ path: String...) throws -> [String] {
        var value = try root.get()
        for name in path { value = try #require(value[name]) }
        return try #require(value.array).compactMap(\.string)
    }

    static func tokenizer(_ name: String) throws -> any Tokenizer {
        try TokenizerFolder.load(at: folder.appending(path: name))
    }

    static func integers(_ value: JSONValue) throws -> [Int] {
        try #require(value.array).compactMap(\.int)
    }
}

/// The project's neighbour with real data and models (or `$FORGE_SHARED`), which is not part of the package.
enum SharedFolder {
    static let url: URL = {
        if let path = ProcessInfo.processInfo.environment["FORGE_SHARED"], !path.isEmpty {
            return URL(filePath: path, directoryHint: .isDirectory)
        }
        let package = URL(filePath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        return package.deletingLastPathComponent().appending(path: "shared")
    }()

    static func has(_ path: String) -> Bool {
        FileManager.default.fileExists(atPath: url.appending(path: path).path)
    }
}
