import ForgeRetrieval
import Foundation

/// A folder of knowledge bases and sources that is removed with the object.
final class TemporaryLibrary: Sendable {
    let folder: URL
    let bases: KnowledgeBases

    init(in parent: URL = FileManager.default.temporaryDirectory, qdrant: QdrantSettings? = nil) throws {
        folder = parent.appending(path: "forge-knowledge-\(UUID().uuidString)", directoryHint: .isDirectory)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        bases = KnowledgeBases(folder: folder.appending(path: "knowledge"), qdrant: qdrant)
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    /// Writes a source file.
    func file(_ name: String, _ content: String) throws -> URL { try file(name, Data(content.utf8)) }

    func file(_ name: String, _ content: Data) throws -> URL {
        let url = folder.appending(path: name)
        try FileManager.default.createDirectory(
            at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try content.write(to: url)
        return url
    }

    /// BEIR's layout from (id, title, text).
    func corpus(_ rows: [(String, String, String)], name: String = "corpus.jsonl") throws -> URL {
        let lines = try rows.map { id, title, text in
            String(decoding: try JSONEncoder().encode(["_id": id, "title": title, "text": text]), as: UTF8.self)
        }
        return try file(name, lines.joined(separator: "\n") + "\n")
    }

    func make(_ name: String = "base", _ settings: KnowledgeBaseSettings = .init()) async throws -> KnowledgeBase {
        try await bases.create(name, settings)
        return try await bases.open(name)
    }
}
