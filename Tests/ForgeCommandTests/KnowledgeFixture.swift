import ForgeCore
import Foundation
import Testing

/// Knowledge bases of the built `forge`, in a home whose catalogue has the test embedder.
struct KnowledgeFixture {
    static let embedder = "all-minilm-l6-v2"

    /// `$FORGE_TEST_EMBEDDER`, or where scripts/test-embedder.sh puts all-MiniLM-L6-v2.
    static let folder: URL = {
        let environment = ProcessInfo.processInfo.environment
        if let path = environment["FORGE_TEST_EMBEDDER"], !path.isEmpty { return URL(filePath: path) }
        return FileManager.default.homeDirectoryForCurrentUser
            .appending(path: ".cache/llm-forge/models/all-MiniLM-L6-v2")
    }()

    static var isAvailable: Bool {
        FileManager.default.fileExists(atPath: folder.appending(path: "model.safetensors").path)
    }

    static let hint = "scripts/test-embedder.sh fetches the embedder"

    let forge: ForgeProcess
    /// A link to the embedder's folder, where the catalogue says that it is.
    let weights: URL

    init() throws {
        forge = try ForgeProcess()
        weights = forge.home.appending(path: "weights")
        try FileManager.default.createSymbolicLink(at: weights, withDestinationURL: Self.folder)
        let files = [
            "config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json", "modules.json",
            "1_Pooling/config.json",
        ].filter { FileManager.default.fileExists(atPath: Self.folder.appending(path: $0).path) }
        _ = try forge.write(
            """
            encoders:
              \(Self.embedder):
                summary: The test's embedder
                kind: embedder
                licence: Apache-2.0
                sources:
                  - path: \(weights.path)
                files:
            \(files.map { "      - file: \($0)" }.joined(separator: "\n"))
            """, to: "catalogue.yaml")
    }

    func remove() { forge.remove() }

    /// Writes a file below `docs` and returns the folder.
    @discardableResult
    func document(_ name: String, _ text: String) throws -> String {
        let folder = forge.home.appending(path: "docs")
        let file = folder.appending(path: name)
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: file)
        return folder.path
    }

    func kb(_ arguments: String...) async throws -> ForgeProcess.Result { try await forge.run(["kb"] + arguments) }

    func json(_ arguments: String...) async throws -> JSONValue {
        let result = try await forge.run(["kb"] + arguments + ["--json"])
        try #require(result.status == 0, "\(result.errors)")
        return try JSON.decode(from: result.output)
    }
}
