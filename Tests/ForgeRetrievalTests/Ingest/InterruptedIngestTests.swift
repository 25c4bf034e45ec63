import ForgeCore
import ForgeRetrieval
import Foundation
import Synchronization
import Testing

@Suite struct `Interrupted ingests` {
    private static let rows = (0..<600).map { ("d\($0)", "Title \($0)", "Text number \($0) speaks of word\($0).") }

    private func complete(_ library: TemporaryLibrary, _ corpus: URL) async throws -> (KnowledgeBase, String) {
        let embedder = HashEmbedder()
        let base = try await library.make("whole", .init(embedder: embedder.info))
        _ = try await base.ingest(IngestRequest([.jsonl(corpus)]), embedder: embedder)
        return (base, try #require(try await base.info().contentHash))
    }

    /// A killed process leaves the files as they are at that moment, so copies of them, taken at every step, are bases
    /// whose writer was killed there.
    @Test func `Killed at any commit and run again, an ingest gives what an undisturbed one gives`() async throws {
        let library = try TemporaryLibrary()
        let corpus = try library.corpus(Self.rows)
        let (whole, hash) = try await complete(library, corpus)
        let source = library.bases.folder.appending(path: "base")
        let copies = Recorder<URL>()
        let takeCopy: @Sendable () throws -> Void = {
            let copy = library.folder.appending(path: "copy\(copies.values.count)", directoryHint: .isDirectory)
            try FileManager.default.createDirectory(at: copy, withIntermediateDirectories: true)
            try FileManager.default.copyItem(at: source, to: copy.appending(path: "base"))
            copies.add(copy)
        }
        let embedder = HashEmbedder(beforeBatch: { try takeCopy() })
        let base = try await library.make("base", .init(embedder: embedder.info))
        _ = try await base.ingest(IngestRequest([.jsonl(corpus)]), embedder: embedder) { progress in
            if progress.phase != .embedding { try? takeCopy() }
        }
        #expect(copies.values.count >= 5)
        for (index, copy) in copies.values.enumerated() {
            // Between the rows and the transaction that counts them: whole rows, and a torn one.
            if index % 2 == 1 { try tear(copy.appending(path: "base/vectors.f32")) }
            try await expectResumed(copy, corpus, whole, hash)
        }
    }

    private func tear(_ file: URL) throws {
        guard let handle = try? FileHandle(forWritingTo: file) else { return }
        try handle.seekToEnd()
        try handle.write(contentsOf: Data(repeating: 0x40, count: 32 * 4 * 3 + 57))
        try handle.close()
    }

    private func expectResumed(_ copy: URL, _ corpus: URL, _ whole: KnowledgeBase, _ hash: String) async throws {
        let base = try await KnowledgeBases(folder: copy).open("base")
        let before = try await base.info()
        #expect(before.lastIngest?.status == .interrupted)
        let embedder = HashEmbedder()
        // Searching does not wait for the repair.
        let early = try await base.retriever(embedder: embedder)
        #expect(try await early.retrieve("word5", by: .hybrid, k: 3).passages.count <= 3)
        let report = try await base.ingest(IngestRequest([.jsonl(corpus)]), embedder: embedder)
        #expect(report.unchanged == before.documents && report.added == 600 - before.documents)
        #expect(report.embedded == 600 - before.embedded)
        let info = try await base.info()
        #expect(info.contentHash == hash && info.embedded == 600 && info.lastIngest?.status == .finished)
        let (one, other) = (try await base.retriever(embedder: embedder), try await whole.retriever(embedder: embedder))
        for query in ["word17 number", "Title 599", "speaks of word3"] {
            let found = try await one.retrieve(query, by: .dense, k: 10).passages
            let expected = try await other.retrieve(query, by: .dense, k: 10).passages
            #expect(found.count == 10 && expected.count == 10)
            for (one, other) in zip(found, expected) { #expect(abs(one.score - other.score) < 1e-5) }
        }
    }

    @Test func `Cancelled between batches, an ingest keeps what it stored and says so`() async throws {
        let library = try TemporaryLibrary()
        let corpus = try library.corpus(Self.rows)
        let embedder = HashEmbedder()
        let base = try await library.make("base", .init(embedder: embedder.info))
        let stopping = HashEmbedder(beforeBatch: {
            withUnsafeCurrentTask { $0?.cancel() }
        })
        let task = Task { try await base.ingest(IngestRequest([.jsonl(corpus)]), embedder: stopping) }
        await #expect(throws: CancellationError.self) { try await task.value }
        let info = try await base.info()
        #expect(info.documents == 600 && info.embedded == 256)
        #expect(info.lastIngest?.status == .interrupted && info.lastIngest?.error == "It was stopped.")
        let report = try await base.ingest(IngestRequest([.jsonl(corpus)]), embedder: embedder)
        #expect(report.unchanged == 600 && report.embedded == 344)
    }

    @Test func `While one ingests another is refused, and searching goes on`() async throws {
        let library = try TemporaryLibrary()
        let small = try library.corpus(Array(Self.rows.prefix(5)))
        let quick = HashEmbedder()
        let base = try await library.make("base", .init(embedder: quick.info))
        _ = try await base.ingest(IngestRequest([.jsonl(small)]), embedder: quick)
        let corpus = try library.corpus(Self.rows)
        let found = Recorder<String>()
        let embedder = HashEmbedder(beforeBatch: {
            let other = try await library.bases.open("base")
            do {
                _ = try await other.ingest(IngestRequest([.jsonl(corpus)]), embedder: quick)
            } catch let error as RetrievalError {
                found.add(error.code)
            }
            do { try await library.bases.delete("base") } catch let error as RetrievalError { found.add(error.code) }
            let retriever = try await other.retriever(embedder: quick)
            found.add(try await retriever.retrieve("word3", by: .bm25, k: 1).passages.first?.document ?? "nothing")
            #expect(try await other.info().lastIngest?.status == .running)
        })
        _ = try await base.ingest(IngestRequest([.jsonl(corpus)]), embedder: embedder)
        #expect(Set(found.values) == ["knowledge.busy", "d3"])
        #expect(try await base.info().embedded == 600)
    }
}
