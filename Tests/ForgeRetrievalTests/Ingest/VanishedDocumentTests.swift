import ForgeCore
import ForgeRetrieval
import Foundation
import Testing

@Suite struct `Documents that vanished` {
    private static let rows = (0..<10).map { ("d\($0)", "Title \($0)", "Text number \($0).") }

    private func texts(_ base: KnowledgeBase) async throws -> [String: String] {
        let chunks = try await base.chunks(ChunkQuery(limit: 1000)).chunks
        return Dictionary(chunks.map { ($0.document, $0.text) }) { one, _ in one }
    }

    @Test func `An empty source removes nothing, and the base stays what it was`() async throws {
        let library = try TemporaryLibrary()
        let base = try await library.make()
        try await base.ingest(IngestRequest([.jsonl(try library.corpus(Self.rows))]))
        // All of it but the size, for the log of the database grows by looking.
        func info() async throws -> KnowledgeBaseInfo {
            var info = try await base.info()
            info.bytes = 0
            return info
        }
        let before = try await info()
        let empty = try library.file("empty.jsonl", "")
        await #expect {
            try await base.ingest(IngestRequest([.jsonl(empty)], removesVanished: true))
        } throws: { error in
            let error = error as? RetrievalError
            return error?.code == "knowledge.would-empty" && error?.remedy?.contains("--allow-empty") == true
        }
        #expect(try await info() == before)
        let report = try await base.ingest(
            IngestRequest([.jsonl(empty)], removesVanished: true, allowsEmpty: true))
        #expect(report.removed == 10)
        #expect(try await base.info().documents == 0)
    }

    @Test func `Another file with changed documents of the same ids takes their place`() async throws {
        let library = try TemporaryLibrary()
        let base = try await library.make()
        try await base.ingest(IngestRequest([.jsonl(try library.corpus(Self.rows, name: "old.jsonl"))]))
        let changed = Self.rows.prefix(4).map { ($0.0, $0.1, "New " + $0.2) }
        let report = try await base.ingest(
            IngestRequest([.jsonl(try library.corpus(changed, name: "new.jsonl"))], removesVanished: true))
        #expect(report.changed == 4 && report.removed == 6 && report.idTaken == nil)
        #expect(try await texts(base).values.allSatisfy { $0.hasPrefix("New") })
        #expect(try await base.info().documents == 4)
    }

    @Test func `Newer versions from another file take the places of the old ones, and the others stay`() async throws {
        let library = try TemporaryLibrary()
        let base = try await library.make()
        try await base.ingest(IngestRequest([.jsonl(try library.corpus(Self.rows, name: "old.jsonl"))]))
        let patch = try library.corpus([("d3", "Title 3", "New text.")], name: "patch.jsonl")
        let refused = try await base.ingest(IngestRequest([.jsonl(patch)]))
        #expect(refused.idTaken == 1 && refused.changed == 0)
        #expect(refused.nothingTaken(into: "base", from: ["patch"])?.remedy?.contains("--replace") == true)
        var request = IngestRequest([.jsonl(patch)])
        request.replaces = true
        let report = try await base.ingest(request)
        #expect(report.changed == 1 && report.idTaken == nil && report.removed == 0)
        let texts = try await texts(base)
        #expect(texts.count == 10 && texts["d3"] == "New text." && texts["d4"] == "Text number 4.")
    }

    @Test(arguments: [true, false])
    func `Of two files with one id the one that had it keeps it, in any order`(_ oldFirst: Bool) async throws {
        let library = try TemporaryLibrary()
        let base = try await library.make()
        let old = try library.corpus([("0", "T", "of one"), ("a", "T", "alpha")], name: "one.jsonl")
        let new = try library.corpus([("0", "T", "of two"), ("b", "T", "beta")], name: "two.jsonl")
        try await base.ingest(IngestRequest([.jsonl(old)]))
        let sources = oldFirst ? [old, new] : [new, old]
        let report = try await base.ingest(
            IngestRequest(sources.map { .jsonl($0) }, removesVanished: true))
        #expect(report.idTaken == 1 && report.removed == 0 && report.added == 1 && report.unreadable == 0)
        #expect(try await texts(base) == ["0": "of one", "a": "alpha", "b": "beta"])
    }

    @Test func `What its own file has no longer goes to the other one`() async throws {
        let library = try TemporaryLibrary()
        let base = try await library.make()
        try await base.ingest(
            IngestRequest([
                .jsonl(try library.corpus([("0", "T", "of one"), ("a", "T", "alpha")], name: "one.jsonl"))
            ]))
        let one = try library.corpus([("a", "T", "alpha")], name: "one.jsonl")
        let two = try library.corpus([("0", "T", "of two")], name: "two.jsonl")
        let report = try await base.ingest(IngestRequest([.jsonl(two), .jsonl(one)], removesVanished: true))
        #expect(report.idTaken == nil && report.changed == 1)
        #expect(try await texts(base) == ["0": "of two", "a": "alpha"])
    }

    @Test func `A file that cannot be read any more is not taken for vanished`() async throws {
        let library = try TemporaryLibrary()
        let base = try await library.make()
        _ = try library.file("notes/a.txt", "First text.")
        _ = try library.file("notes/b.txt", "Second text.")
        let folder = library.folder.appending(path: "notes", directoryHint: .isDirectory)
        try await base.ingest(IngestRequest([.folder(folder)]))
        _ = try library.file("notes/a.txt", Data([0x63, 0xE9]))
        let report = try await base.ingest(IngestRequest([.folder(folder)], removesVanished: true))
        #expect(report.removed == 0 && report.unreadable == 1)
        #expect(try await texts(base) == ["a.txt": "First text.", "b.txt": "Second text."])
    }
}
