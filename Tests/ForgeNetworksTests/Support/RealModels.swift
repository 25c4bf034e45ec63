import ForgeCore
import Foundation
import Testing

/// Real models and data, which are not part of the package; tests of them are skipped where they are not.
enum RealModels {
    /// `$FORGE_TEST_EMBEDDER`, or where scripts/test-embedder.sh puts all-MiniLM-L6-v2.
    static let embedder: URL = {
        if let path = environment("FORGE_TEST_EMBEDDER") { return URL(filePath: path, directoryHint: .isDirectory) }
        let cache =
            environment("XDG_CACHE_HOME").map { URL(filePath: $0, directoryHint: .isDirectory) }
            ?? FileManager.default.homeDirectoryForCurrentUser.appending(path: ".cache")
        return cache.appending(path: "llm-forge/models/all-MiniLM-L6-v2")
    }()

    /// `$FORGE_SHARED`, or `shared` beside the package.
    static let shared: URL = {
        if let path = environment("FORGE_SHARED") { return URL(filePath: path, directoryHint: .isDirectory) }
        let package = URL(filePath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        return package.deletingLastPathComponent().appending(path: "shared")
    }()

    static func model(_ name: String) -> URL { shared.appending(path: "models/\(name)") }

    static var hasEmbedder: Bool { has(embedder) && hasData }
    static var hasHeads: Bool { has(model("minilm-nli")) && has(model("minilm-reranker")) && hasData }
    static var hasData: Bool { FileManager.default.fileExists(atPath: shared.appending(path: "data").path) }

    static let needsEmbedder: Comment = "needs all-MiniLM-L6-v2 (scripts/test-embedder.sh) and ../shared/data"
    static let needsHeads: Comment = "needs ../shared/models and ../shared/data"

    /// The first records of a JSONL file of `shared/data`; only these are decoded.
    static func records(_ path: String, _ count: Int) throws -> [JSONValue] {
        try Data(contentsOf: shared.appending(path: "data/\(path)"))
            .split(separator: UInt8(ascii: "\n"), maxSplits: count).prefix(count)
            .map { try JSON.decode(from: Data($0)) }
    }

    static func strings(_ key: String, _ path: String, _ count: Int) throws -> [String] {
        try records(path, count).map { try #require($0[key]?.string) }
    }

    static func fixture<Value: Decodable>(_ name: String) throws -> Value {
        let fixtures = try #require(Bundle.module.url(forResource: "Fixtures", withExtension: nil))
        return try JSON.decode(from: Data(contentsOf: fixtures.appending(path: name)))
    }

    /// As network_values.py computes it.
    static func digest(_ texts: [String]) -> String { Digest.sha256(texts.joined(separator: "\0")) }

    private static func has(_ folder: URL) -> Bool {
        FileManager.default.fileExists(atPath: folder.appending(path: "model.safetensors").path)
    }

    private static func environment(_ name: String) -> String? {
        ProcessInfo.processInfo.environment[name].flatMap { $0.isEmpty ? nil : $0 }
    }
}
