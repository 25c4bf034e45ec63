import ForgeCore
import ForgeRetrieval
import Foundation
import Testing

@Suite struct `Rows of deleted chunks` {
    private static let rows = (0..<100).map { ("d\($0)", "Title \($0)", "Text number \($0) speaks of word\($0).") }
    private static let head = 4096
    private static let row = 32 * 4

    private let library: TemporaryLibrary
    private let embedder = HashEmbedder()

    init() throws { library = try TemporaryLibrary() }

    private func ingest(_ base: KnowledgeBase, last count: Int) async throws {
        let corpus = try library.corpus(Array(Self.rows.suffix(count)))
        try await base.ingest(IngestRequest([.jsonl(corpus)], removesVanished: true), embedder: embedder)
    }

    private func vectorFiles(_ name: String = "base") throws -> [(name: String, bytes: Int)] {
        let folder = library.bases.folder.appending(path: name)
        return try FileManager.default.contentsOfDirectory(atPath: folder.path()).filter { $0.hasSuffix(".f32") }
            .sorted().map { name in
                let file = folder.appending(path: name)
                return (name, try file.resourceValues(forKeys: [.fileSizeKey]).fileSize ?? 0)
            }
    }

    /// Scores of dense searches, best first.
    private func found(_ base: KnowledgeBase) async throws -> [[Double]] {
        let retriever = try await base.retriever(embedder: embedder)
        var found: [[Double]] = []
        for query in ["word99 number", "Title 70", "speaks of word85"] {
            let passages = try await retriever.retrieve(query, by: .dense, k: 10).passages
            #expect(Set(passages.map(\.document)).count == passages.count)
            found.append(passages.map(\.score))
        }
        return found
    }

    /// Kernels round differently, and other tests change the one that is used.
    private static func isSame(_ one: [[Double]], _ other: [[Double]]) -> Bool {
        one.map(\.count) == other.map(\.count)
            && zip(one.joined(), other.joined()).allSatisfy { abs($0 - $1) < 1e-5 }
    }

    @Test func `They stay while they are half of all, and go when they are more`() async throws {
        let base = try await library.make("base", .init(embedder: embedder.info))
        try await ingest(base, last: 100)
        try await ingest(base, last: 50)
        #expect(try vectorFiles().map(\.bytes) == [Self.head + 100 * Self.row])
        // A searcher that has the old file open.
        let early = try await library.bases.open("base")
        _ = try await found(early)

        try await ingest(base, last: 30)
        let files = try vectorFiles()
        #expect(files.map(\.bytes) == [Self.head + 30 * Self.row] && files.first?.name != "vectors.f32")
        let info = try await base.info()
        #expect(info.embedded == 30 && info.chunks == 30 && info.contentHash != nil)
        let fresh = try await library.make("fresh", .init(embedder: embedder.info))
        try await ingest(fresh, last: 30)
        #expect(Self.isSame(try await found(base), try await found(fresh)))
        #expect(Self.isSame(try await found(early), try await found(fresh)))
        let best = try await base.retriever(embedder: embedder).retrieve("word85", by: .dense, k: 1).passages
        #expect(best.first?.document == "d85")
        #expect(info.contentHash == (try await fresh.info().contentHash))

        // It goes on from there.
        try await ingest(base, last: 100)
        #expect(try vectorFiles().map(\.bytes) == [Self.head + 100 * Self.row])
        #expect(try await base.info().embedded == 100)
    }

    @Test func `When all are deleted the file starts anew`() async throws {
        let base = try await library.make("base", .init(embedder: embedder.info))
        try await ingest(base, last: 100)
        let empty = try library.file("empty.jsonl", "")
        try await base.ingest(
            IngestRequest([.jsonl(empty)], removesVanished: true, allowsEmpty: true), embedder: embedder)
        #expect(try await found(base).allSatisfy(\.isEmpty))
        try await ingest(base, last: 5)
        #expect(try vectorFiles().map(\.bytes) == [Self.head + 5 * Self.row])
        #expect(try await found(base).allSatisfy { $0.count == 5 })
    }

    @Test func `What a killed compaction leaves, before or after its commit, is cleared away`() async throws {
        let base = try await library.make("base", .init(embedder: embedder.info))
        try await ingest(base, last: 100)
        let folder = library.bases.folder.appending(path: "base")
        let old = try Data(contentsOf: folder.appending(path: "vectors.f32"))
        // Before: half of a new file that nobody names.
        try old.prefix(Self.head + 777).write(to: folder.appending(path: "vectors-900.f32"))
        let before = try await found(base)
        #expect(Self.isSame(try await found(try await library.bases.open("base")), before))
        try await ingest(base, last: 100)
        #expect(try vectorFiles().map(\.name) == ["vectors.f32"])
        #expect(Self.isSame(try await found(base), before))
        // After: the old one, which nobody names any more.
        try await ingest(base, last: 20)
        let after = try await found(base)
        try old.write(to: folder.appending(path: "vectors.f32"))
        #expect(Self.isSame(try await found(try await library.bases.open("base")), after))
        try await ingest(base, last: 20)
        #expect(try vectorFiles().count == 1)
        #expect(Self.isSame(try await found(base), after))
    }
}
