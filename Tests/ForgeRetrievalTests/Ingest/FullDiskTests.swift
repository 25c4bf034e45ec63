import ForgeCore
import ForgeRetrieval
import ForgeTesting
import Foundation
import Testing

@Suite(.enabled(if: SmallDisk.isAvailable, "\(SmallDisk.hint)"))
struct `A full disk` {
    private static let rows = (0..<1500).map { ("d\($0)", "Title \($0)", "Text \($0) speaks of word\($0) at length.") }

    /// Dimension 8 fills the disk while documents are stored, 1024 while vectors are.
    @Test(arguments: [8, 1024])
    func `It stops an ingest with a clear error, loses nothing, and the ingest goes on later`(
        _ dimension: Int
    ) async throws {
        let disk = try SmallDisk(kilobytes: 2048)
        let library = try TemporaryLibrary()
        let corpus = try library.corpus(dimension == 8 ? Self.rows : Array(Self.rows.prefix(400)))
        let count = dimension == 8 ? 1500 : 400
        let embedder = HashEmbedder(dimension: dimension)
        let bases = KnowledgeBases(folder: disk.url)
        try await bases.create("base", .init(embedder: embedder.info))
        let base = try await bases.open("base")
        await #expect {
            try await base.ingest(IngestRequest([.jsonl(corpus)]), embedder: embedder)
        } throws: { error in
            guard let error = error as? RetrievalError else { return false }
            return error.code == "knowledge.disk-full" && error.description.contains("run the same ingest again")
        }
        let before = try await base.info()
        #expect(before.lastIngest?.status == .interrupted)
        #expect(before.documents > 0 && before.chunks == before.documents && before.embedded < count)

        try disk.grow()
        let report = try await base.ingest(IngestRequest([.jsonl(corpus)]), embedder: embedder)
        #expect(report.unchanged == before.documents && report.embedded == count - before.embedded)
        let info = try await base.info()
        #expect(info.documents == count && info.embedded == count && info.lastIngest?.status == .finished)
        let found = try await base.retriever(embedder: embedder).retrieve("word77", by: .bm25, k: 1)
        #expect(found.passages.first?.document == "d77")
    }
}
