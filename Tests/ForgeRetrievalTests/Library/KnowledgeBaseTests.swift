import ForgeCore
import ForgeRetrieval
import Foundation
import Testing

@Suite struct `Knowledge bases` {
    private func code(_ body: () async throws -> Void) async -> String? {
        do { try await body() } catch { return (error as? RetrievalError)?.code }
        return nil
    }

    @Test(arguments: [
        "", "..", ".", "../x", "a/b", "A", "ü", "-x", ".hidden", "a\u{0}b", "a b", String(repeating: "a", count: 101),
    ])
    func `Names that could leave the folder, or differ by case, are refused`(_ name: String) async throws {
        let library = try TemporaryLibrary()
        #expect(await code { try await library.bases.create(name, .init()) } == "knowledge.bad-name")
        #expect(await code { _ = try await library.bases.open(name) } == "knowledge.bad-name")
        #expect(await code { try await library.bases.delete(name) } == "knowledge.bad-name")
    }

    @Test func `They are made, listed, described and deleted`() async throws {
        let library = try TemporaryLibrary()
        #expect(try await library.bases.list().isEmpty)
        let info = try await library.bases.create("b.1_x-2", .init(summary: "two", chunks: .init(tokens: 128)))
        #expect(info.name == "b.1_x-2" && info.documents == 0 && info.settings.chunks.tokens == 128)
        try await library.bases.create("a", .init())
        #expect(try await library.bases.list().map(\.name) == ["a", "b.1_x-2"])
        #expect(await code { try await library.bases.create("a", .init()) } == "knowledge.exists")
        try await library.bases.delete("a")
        #expect(library.bases.names() == ["b.1_x-2"])
        #expect(try FileManager.default.contentsOfDirectory(atPath: library.bases.folder.path()).count == 1)
        await #expect {
            _ = try await library.bases.open("b.1_x-3")
        } throws: { ($0 as? RetrievalError)?.remedy?.contains("b.1_x-2") == true }
    }

    @Test func `A damaged base can be deleted`() async throws {
        let library = try TemporaryLibrary()
        try await library.make("broken").close()
        let file = library.bases.folder.appending(path: "broken/base.sqlite")
        for ending in ["-wal", "-shm"] { try? FileManager.default.removeItem(atPath: file.path() + ending) }
        try Data("no database, although it is long enough to be read as one".utf8).write(to: file)
        #expect(await code { _ = try await library.bases.info("broken") } == "knowledge.damaged")
        #expect(try await library.bases.delete("broken") != nil)
        #expect(library.bases.names().isEmpty)
    }

    @Test func `Documents that are not there are told apart from those that are`() async throws {
        let library = try TemporaryLibrary()
        let base = try await library.make()
        try await base.ingest(IngestRequest([.jsonl(try library.corpus(WholePathTests.rows))]))
        #expect(try await base.missing(documents: ["1", "2", "9", ""]) == ["9", ""])
    }

    @Test func `The command that goes on names the sources as they were named, for a shell`() async throws {
        let library = try TemporaryLibrary()
        let base = try await library.make()
        #expect(try await base.info().ingestCommand == "forge kb ingest base SOURCE")
        let file = try library.corpus(WholePathTests.rows, name: "it's mine.jsonl")
        try await base.ingest(IngestRequest([.jsonl(file, JSONColumns(id: "_id"))], removesVanished: true))
        let path = file.path(percentEncoded: false).replacing("'", with: "'\\''")
        #expect(
            try await base.info().ingestCommand
                == "forge kb ingest base '\(path)' --remove-vanished --id-field _id")
        try await base.ingest(IngestRequest([.jsonl(file)], names: ["scifact"]))
        #expect(try await base.info().ingestCommand == "forge kb ingest base scifact")
    }

    @Test(arguments: [(4, 0), (10_000, 50), (128, 65), (256, -1)])
    func `Chunks that make no sense are refused`(_ tokens: Int, _ overlap: Int) async throws {
        let library = try TemporaryLibrary()
        let settings = KnowledgeBaseSettings(chunks: ChunkSettings(tokens: tokens, overlap: overlap))
        #expect(await code { try await library.bases.create("x", settings) } == "knowledge.invalid")
        #expect(library.bases.names().isEmpty)
    }

    @Test func `A base belongs to one embedder`() async throws {
        let library = try TemporaryLibrary()
        let embedder = HashEmbedder()
        let base = try await library.make("base", .init(embedder: embedder.info))
        let other = HashEmbedder(sha256: String(repeating: "c", count: 64))
        #expect(await code { _ = try await base.retriever(embedder: other) } == "knowledge.other-embedder")
        #expect(await code { try await base.ingest(IngestRequest([]), embedder: other) } == "knowledge.other-embedder")
        #expect(await code { try await base.ingest(IngestRequest([])) } == "knowledge.needs-embedder")
        let words = try await library.make("words")
        #expect(await code { _ = try await words.retriever(embedder: embedder) } == "knowledge.invalid")
        let retriever = try await words.retriever()
        #expect(await code { _ = try await retriever.retrieve("x", by: .dense, k: 1) } == "knowledge.no-vectors")
        let without = try await base.retriever()
        #expect(await code { _ = try await without.retrieve("x", by: .hybrid, k: 1) } == "knowledge.needs-embedder")
        let full = try await base.retriever(embedder: embedder)
        #expect(await code { _ = try await full.retrieve("x", by: .reranked, k: 1) } == "knowledge.no-reranker")
        #expect(await code { _ = try await full.retrieve("x", by: .bm25, k: 0) } == "knowledge.invalid")
    }

    @Test(arguments: [
        "", "   ", "?!", "the", "\"", "a AND", "NOT", "text:x", "NEAR(a b)", "x*", "'; DROP TABLE chunks; --", "\u{0}",
    ])
    func `No query is syntax, and empty ones find nothing by words`(_ query: String) async throws {
        let library = try TemporaryLibrary()
        let embedder = HashEmbedder()
        let base = try await library.make("base", .init(embedder: embedder.info))
        _ = try await base.ingest(
            IngestRequest([.jsonl(try library.corpus(WholePathTests.rows))]), embedder: embedder)
        let retriever = try await base.retriever(embedder: embedder, reranker: OverlapReranker())
        for method in RetrievalMethod.allCases {
            #expect(try await retriever.retrieve(query, by: method, k: 2).passages.count <= 2)
        }
        if !query.contains(where: \.isLetter) {
            #expect(try await retriever.retrieve(query, by: .bm25, k: 2).passages.isEmpty)
            #expect(try await base.chunks(ChunkQuery(text: query)).total == (query.allSatisfy(\.isWhitespace) ? 3 : 0))
        } else {
            #expect(try await base.chunks(ChunkQuery(text: query)).total <= 3)
        }
    }

    @Test func `Chunks are browsed by page, document, section and words`() async throws {
        let library = try TemporaryLibrary()
        let base = try await library.make("base", .init(chunks: .init(tokens: 8, overlap: 0)))
        let rows = (0..<25).map {
            ("d\($0)", "Title \($0)", "Apples grow here. Bananas grow there. Number \($0) ends.")
        }
        _ = try await base.ingest(IngestRequest([.jsonl(try library.corpus(rows))]))
        let all = try await base.chunks(ChunkQuery(limit: 1000))
        #expect(all.total == all.chunks.count && all.total > 25)
        let page = try await base.chunks(ChunkQuery(offset: 5, limit: 7))
        #expect(page.chunks == Array(all.chunks[5..<12]) && page.total == all.total)
        #expect(try await base.chunks(ChunkQuery(text: "BANAN")).total == 25)
        #expect(try await base.chunks(ChunkQuery(text: "bananas apples zebra")).total == 0)
        #expect(try await base.chunks(ChunkQuery(document: "d7")).chunks.allSatisfy { $0.document == "d7" })
        #expect(try await base.chunk(all.chunks[3].id) == all.chunks[3])
        #expect(await code { _ = try await base.chunk(999_999) } == "knowledge.no-chunk")
        #expect(await code { _ = try await base.chunks(ChunkQuery(limit: 0)) } == "knowledge.invalid")
        let documents = try await base.documents(DocumentQuery(text: "title 1", limit: 3))
        #expect(documents.total == 11 && documents.documents.map(\.title) == ["Title 1", "Title 10", "Title 11"])
        #expect(try await base.documents(DocumentQuery(text: "100%")).total == 0)
    }

    @Test func `Searches may be restricted to a title or a section`() async throws {
        let library = try TemporaryLibrary()
        let embedder = HashEmbedder()
        let base = try await library.make("base", .init(embedder: embedder.info))
        let rows = (0..<20).map { ("d\($0)", "Title \($0 % 2)", "Text \($0) about granite.") }
        _ = try await base.ingest(IngestRequest([.jsonl(try library.corpus(rows))]), embedder: embedder)
        let filter = PassageFilter(title: "Title 1")
        let retriever = try await base.retriever(embedder: embedder, filter: filter)
        for method in [RetrievalMethod.dense, .bm25, .hybrid] {
            let found = try await retriever.retrieve("granite", by: method, k: 20)
            #expect(found.passages.count == 10 && found.passages.allSatisfy { $0.title == "Title 1" })
        }
    }
}
