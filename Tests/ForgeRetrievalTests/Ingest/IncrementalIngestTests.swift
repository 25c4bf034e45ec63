import ForgeCore
import ForgeRetrieval
import Foundation
import Synchronization
import Testing

@Suite struct `Ingesting again` {
    private static let rows = (0..<30).map { ("d\($0)", "Title \($0)", "Text number \($0) speaks of word\($0).") }

    @Test func `Unchanged documents are passed over, changed ones replaced, new ones added`() async throws {
        let library = try TemporaryLibrary()
        let embedder = HashEmbedder()
        let base = try await library.make("base", .init(embedder: embedder.info))
        _ = try await base.ingest(IngestRequest([.jsonl(try library.corpus(Self.rows))]), embedder: embedder)
        let hash = try await base.info().contentHash

        let again = try await base.ingest(
            IngestRequest([.jsonl(try library.corpus(Self.rows))]), embedder: embedder)
        #expect(again.unchanged == 30 && again.added == 0 && again.embedded == 0 && again.chunksAdded == 0)
        #expect(try await base.info().contentHash == hash)

        var rows = Self.rows
        rows[3].2 = "Quite another text about zebras."
        rows.append(("new", "New", "A new document."))
        let third = try await base.ingest(IngestRequest([.jsonl(try library.corpus(rows))]), embedder: embedder)
        #expect(third.unchanged == 29 && third.changed == 1 && third.added == 1 && third.embedded == 2)
        #expect(embedder.embedded.withLock { $0 } == 32)
        let info = try await base.info()
        #expect(info.documents == 31 && info.chunks == 31 && info.embedded == 31 && info.contentHash != hash)

        let retriever = try await base.retriever(embedder: embedder)
        #expect(try await retriever.retrieve("zebras", by: .bm25, k: 3).passages.map(\.document) == ["d3"])
        #expect(try await retriever.retrieve("word3", by: .bm25, k: 3).passages.isEmpty)
        let dense = try await retriever.retrieve("Title 3 Quite another text about zebras", by: .dense, k: 31)
        #expect(dense.passages.first?.document == "d3")
        #expect(dense.passages.count == 31 && Set(dense.passages.map(\.document)).count == 31)
    }

    @Test func `An ingest in another order gives the same content hash`() async throws {
        let library = try TemporaryLibrary()
        let (one, other) = (try await library.make("one"), try await library.make("other"))
        _ = try await one.ingest(IngestRequest([.jsonl(try library.corpus(Self.rows))]))
        _ = try await other.ingest(IngestRequest([.jsonl(try library.corpus(Self.rows.reversed()))]))
        #expect(try await one.info().contentHash == (try await other.info().contentHash))
        #expect(try await one.retriever().info.contentHash == (try await one.info().contentHash))
    }

    @Test func `Vanished documents stay, unless their removal is asked for`() async throws {
        let library = try TemporaryLibrary()
        let embedder = HashEmbedder()
        let base = try await library.make("base", .init(embedder: embedder.info))
        _ = try await base.ingest(IngestRequest([.jsonl(try library.corpus(Self.rows))]), embedder: embedder)
        let fewer = try library.corpus(Array(Self.rows.dropFirst(10)))
        let kept = try await base.ingest(IngestRequest([.jsonl(fewer)]), embedder: embedder)
        #expect(kept.removed == 0)
        #expect(try await base.info().documents == 30)
        let removed = try await base.ingest(IngestRequest([.jsonl(fewer)], removesVanished: true), embedder: embedder)
        #expect(removed.removed == 10 && removed.chunksRemoved == 10)
        let retriever = try await base.retriever(embedder: embedder)
        let found = try await retriever.retrieve("Title 3 Text number 3 speaks of word3", by: .hybrid, k: 30)
        #expect(found.passages.count == 20 && !found.passages.contains { $0.document == "d3" })
    }

    @Test func `A document renamed is no duplicate of itself when the old one is to be removed`() async throws {
        let library = try TemporaryLibrary()
        let base = try await library.make()
        _ = try await base.ingest(IngestRequest([.jsonl(try library.corpus([("a", "T", "same text")]))]))
        let renamed = try library.corpus([("b", "T", "same text")])
        let kept = try await base.ingest(IngestRequest([.jsonl(renamed)]))
        #expect(kept.duplicates == 1 && kept.added == 0)
        let moved = try await base.ingest(IngestRequest([.jsonl(renamed)], removesVanished: true))
        #expect(moved.added == 1 && moved.removed == 1 && moved.duplicates == 0)
        #expect(try await base.documents().documents.map(\.id) == ["b"])
    }

    @Test func `Two documents may exchange their contents`() async throws {
        let library = try TemporaryLibrary()
        let base = try await library.make()
        _ = try await base.ingest(
            IngestRequest([.jsonl(try library.corpus([("a", "T", "first"), ("b", "T", "second")]))]))
        let report = try await base.ingest(
            IngestRequest([.jsonl(try library.corpus([("a", "T", "second"), ("b", "T", "first")]))]))
        #expect(report.changed == 2 && report.duplicates == 0)
        let chunks = try await base.chunks().chunks
        #expect(
            Dictionary(uniqueKeysWithValues: chunks.map { ($0.document, $0.text) }) == ["a": "second", "b": "first"])
    }

    @Test func `An id of another file is not overwritten`() async throws {
        let library = try TemporaryLibrary()
        let base = try await library.make()
        _ = try await base.ingest(
            IngestRequest([.jsonl(try library.corpus([("0", "T", "of one")], name: "one.jsonl"))]))
        let report = try await base.ingest(
            IngestRequest([.jsonl(try library.corpus([("0", "T", "of two")], name: "two.jsonl"))]))
        #expect(report.issues.map(\.kind) == [.idTaken])
        #expect(report.issues.first?.detail.contains("one.jsonl") == true)
        #expect(try await base.chunks().chunks.map(\.text) == ["of one"])
    }

    @Test func `Progress goes through the phases and ends complete`() async throws {
        let library = try TemporaryLibrary()
        let embedder = HashEmbedder()
        let base = try await library.make("base", .init(embedder: embedder.info))
        let seen = Recorder<IngestProgress>()
        let report = try await base.ingest(
            IngestRequest([.jsonl(try library.corpus(Self.rows))]), embedder: embedder
        ) { seen.add($0) }
        let phases = seen.values.map(\.phase)
        #expect(phases == phases.sorted { order($0) < order($1) })
        #expect(Set(phases) == Set(IngestProgress.Phase.allCases))
        let embedding = try #require(seen.values.last { $0.phase == .embedding })
        #expect(embedding.done == 30 && embedding.total == 30 && embedding.documents == 30)
        #expect(embedding.rate ?? 0 > 0 && embedding.remaining == 0)
        #expect(Set(report.seconds.keys) == ["reading", "embedding", "indexing"])
    }

    private func order(_ phase: IngestProgress.Phase) -> Int {
        IngestProgress.Phase.allCases.firstIndex(of: phase) ?? 0
    }
}
