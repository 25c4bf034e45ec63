import ForgeCore
import ForgeRetrieval
import ForgeTesting
import Foundation
import Testing

@testable import ForgeLab

@Suite("What keeps a base from being found whole")
struct KnowledgeWarningTests {
    private let folder = FileManager.default.temporaryDirectory.appending(path: "warned-\(UUID().uuidString)")
    private let bases: KnowledgeBases

    init() throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        bases = KnowledgeBases(folder: folder.appending(path: "knowledge"))
    }

    private func corpus(_ count: Int) throws -> IngestRequest {
        let file = folder.appending(path: "corpus.jsonl")
        let lines = (0..<count).map {
            #"{"_id": "d\#($0)", "title": "T\#($0)", "text": "Text of number \#($0)."}"# + "\n"
        }
        try Data(lines.joined().utf8).write(to: file)
        return IngestRequest([.jsonl(file)])
    }

    private func base(_ embedder: FakeEmbedder) async throws -> KnowledgeBase {
        try await bases.create("facts", KnowledgeBaseSettings(embedder: embedder.info))
        return try await bases.open("facts")
    }

    private func judged(_ documents: String...) -> JudgedQueries {
        JudgedQueries(queries: documents.map { .init(id: $0, text: "text", gains: [$0: 1, "elsewhere": 0]) })
    }

    @Test("an empty base, a half-embedded one and a whole one")
    func warnings() async throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let embedder = FakeEmbedder()
        let base = try await base(embedder)
        let specification = RetrievalSpecification(knowledgeBase: "facts", method: .hybrid, k: 3)
        let empty = try await bases.warnings(for: specification)
        #expect(empty.count == 1 && empty.first?.message.contains("empty") == true)
        #expect(empty.first?.remedy.contains("forge kb ingest facts") == true)

        let request = try corpus(300)
        let stopping = FakeEmbedder(beforeBatch: { withUnsafeCurrentTask { $0?.cancel() } })
        let task = Task { try await base.ingest(request, embedder: stopping) }
        await #expect(throws: CancellationError.self) { try await task.value }
        let half = try await base.info()
        #expect(half.embedded == 256)
        let dense = half.warnings(for: [.bm25, .dense])
        #expect(dense.count == 2 && dense.contains { $0.message.contains("256 of 300 chunks") })
        #expect(dense.allSatisfy { $0.remedy.contains("forge kb ingest facts ") && $0.remedy.contains("corpus.jsonl") })
        #expect(half.warnings(for: [.bm25]).map(\.message).allSatisfy { $0.contains("interrupted") })

        try await base.ingest(request, embedder: embedder)
        #expect(try await bases.warnings(for: specification).isEmpty)
    }

    @Test("judged documents that the base lacks are counted, and without any there is an error")
    func coverage() async throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let embedder = FakeEmbedder()
        let base = try await base(embedder)
        let none = await #expect(throws: LabError.self) { try await judged("d1").coverage(in: base) }
        #expect(none?.code == "evaluate.empty-base" && none?.remedy?.contains("forge kb ingest facts") == true)

        try await base.ingest(try corpus(10), embedder: embedder)
        let whole = try await judged("d1", "d2").coverage(in: base)
        #expect(whole == JudgedCoverage(relevant: 2, missing: 0, examples: [], hopelessQueries: 0))
        let part = try await judged("d1", "x2", "x1").coverage(in: base)
        #expect(part == JudgedCoverage(relevant: 3, missing: 2, examples: ["x1", "x2"], hopelessQueries: 2))
        let other = await #expect(throws: LabError.self) { try await judged("x1", "x2").coverage(in: base) }
        #expect(other?.code == "evaluate.other-documents")
        #expect(other?.message.contains("None of the 2") == true)
        #expect(other?.cause?.contains("`x1`") == true && other?.cause?.contains("`d0`") == true)

        var report = try await RetrievalEvaluation(
            retriever: base.retriever(embedder: embedder), judged: judged("d1", "x2", "x1")
        ).run([.bm25])
        report.note(part, try await base.info().warnings(for: [.bm25]))
        #expect(report.warnings.count == 1)
        #expect(report.warnings.first?.message.contains("2 of 3 judged documents are not in the base (x1, x2)") == true)
        #expect(report.warnings.first?.message.contains("2 queries score 0") == true)
        let json: JSONValue = try JSON.decode(from: try JSON.text(report))
        #expect(json["judged"]?["missing"] == 2 && json["warnings"]?.array?.count == 1)
    }
}
