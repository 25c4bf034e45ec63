import ForgeCore
import Foundation
import Testing

@testable import ForgeRetrieval

@Suite struct `The index of words` {
    private static let rows = (0..<500).map { ("d\($0)", "Title \($0)", "Text number \($0) speaks of word\($0).") }

    /// A base whose writer was killed before it saved the index.
    private func library() async throws -> (TemporaryLibrary, URL) {
        let library = try TemporaryLibrary()
        let base = try await library.make()
        try await base.ingest(IngestRequest([.jsonl(try library.corpus(Self.rows))]))
        try base.close()
        let file = library.bases.folder.appending(path: "base/words.index")
        try FileManager.default.removeItem(at: file)
        return (library, file)
    }

    private func search(_ bases: KnowledgeBases, _ query: String) async throws -> String? {
        let base = try await bases.open("base")
        return try await base.retriever().retrieve(query, by: .bm25, k: 1).passages.first?.document
    }

    @Test func `Searches at once, each of a base opened for itself, make it once, and it is kept`() async throws {
        let (library, file) = try await library()
        try await withThrowingTaskGroup(of: Bool.self) { group in
            for number in 0..<12 {
                group.addTask { try await search(library.bases, "word\(number)") == "d\(number)" }
            }
            for try await isRight in group { #expect(isRight) }
        }
        #expect(await library.bases.words.count == 1)
        #expect(FileManager.default.fileExists(atPath: file.path()))
        // Another process reads it.
        let other = KnowledgeBases(folder: library.bases.folder)
        #expect(try await search(other, "word7") == "d7")
        #expect(await other.words.count == 0)
    }

    @Test func `Where nothing can be saved it is made once too`() async throws {
        let (library, file) = try await library()
        // A folder of that name cannot be replaced by a file.
        try FileManager.default.createDirectory(at: file.appending(path: "x"), withIntermediateDirectories: true)
        for number in 0..<5 { #expect(try await search(library.bases, "word\(number)") == "d\(number)") }
        #expect(await library.bases.words.count == 1)
        let names = try FileManager.default.contentsOfDirectory(atPath: file.deletingLastPathComponent().path())
        #expect(!names.contains { $0.hasPrefix(".words") })
    }

    @Test func `A base of the same name made later has its own`() async throws {
        let (library, _) = try await library()
        #expect(try await search(library.bases, "word3") == "d3")
        try await library.bases.delete("base")
        let base = try await library.make()
        try await base.ingest(IngestRequest([.jsonl(try library.corpus([("z", "T", "zebra word3")]))]))
        #expect(try await search(library.bases, "word3") == "z")
    }
}
