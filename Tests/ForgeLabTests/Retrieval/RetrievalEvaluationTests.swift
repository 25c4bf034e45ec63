import ForgeCore
import ForgeLab
import ForgeTesting
import Foundation
import Testing

@Suite("Evaluation of retrieval")
struct RetrievalEvaluationTests {
    private let retriever = FakeRetriever([
        ("Saturn", "Titan is the largest moon of Saturn"), ("Jupiter", "Ganymede is a moon of Jupiter"),
        ("Paris", "Paris is the capital of France"),
    ])

    private func report(_ queries: [JudgedQueries.Query], depth: Int = 2) async throws -> RetrievalReport {
        try await RetrievalEvaluation(
            retriever: retriever, judged: JudgedQueries(queries: queries), options: .init(depth: depth)
        ).run([.dense, .bm25])
    }

    @Test("a first place counts whole, a second one by its discount, a miss nothing")
    func scores() async throws {
        let report = try await report([
            .init(id: "1", text: "largest moon of Saturn", gains: ["d0": 1]),
            .init(id: "2", text: "largest moon of Saturn", gains: ["d1": 1]),
            .init(id: "3", text: "capital of France", gains: ["d9": 1]),
        ])
        let dense = try #require(report.methods.first)
        #expect(abs(dense.ndcg.value - (1 + 1 / log2(3.0)) / 3) < 1e-12)
        #expect(abs(dense.recall.value - 2.0 / 3) < 1e-12)
        #expect(abs(dense.reciprocalRank.value - 0.5) < 1e-12)
        #expect(report.queries == 3)
    }

    @Test("methods that find the same do not differ")
    func differences() async throws {
        let report = try await report([
            .init(id: "1", text: "largest moon", gains: ["d0": 1]), .init(id: "2", text: "France", gains: ["d2": 2]),
        ])
        let difference = try #require(report.differences.first)
        #expect(report.differences.count == 1)
        #expect(difference.ndcg.difference == 0 && difference.adjustedP == 1)
    }

    @Test("a query without any passage scores 0 and ends nothing")
    func empty() async throws {
        let empty = FakeRetriever([])
        let report = try await RetrievalEvaluation(
            retriever: empty,
            judged: JudgedQueries(queries: [
                .init(id: "1", text: "", gains: ["a": 1]), .init(id: "2", text: "x", gains: ["a": 1]),
            ])
        ).run([.bm25])
        #expect(report.methods.first?.ndcg.value == 0)
    }
}

@Suite("Judged queries")
struct JudgedQueriesTests {
    private func read(_ queries: String, _ judgements: String) throws -> JudgedQueries {
        let folder = FileManager.default.temporaryDirectory.appending(path: "judged-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let files = [folder.appending(path: "queries.jsonl"), folder.appending(path: "test.tsv")]
        try Data(queries.utf8).write(to: files[0])
        try Data(judgements.utf8).write(to: files[1])
        return try JudgedQueries.read(queries: files[0], judgements: files[1])
    }

    @Test("queries without a relevant document are left out; the header and line ends of Windows are no matter")
    func reading() throws {
        let judged = try read(
            "{\"_id\": \"1\", \"text\": \"a\u{2028}b\"}\r\n{\"_id\": \"2\", \"text\": \"c\"}\n\n",
            "query-id\tcorpus-id\tscore\r\n1\td1\t2\r\n1\td2\t0\r\n")
        #expect(judged.queries == [.init(id: "1", text: "a\u{2028}b", gains: ["d1": 2, "d2": 0])])
    }

    @Test(
        "what cannot be read is named with its line",
        arguments: [
            ("{\"_id\": 1}\n", "1\td\t1\n", "queries.jsonl:1"),
            ("{\"_id\": \"1\", \"text\": \"a\"}\n", "1\td\n", "test.tsv:1"),
            ("{\"_id\": \"1\", \"text\": \"a\"}\n", "q\td\ts\n1\td\tmuch\n", "test.tsv:2"),
            ("{\"_id\": \"1\", \"text\": \"a\"}\n", "2\td\t1\n", "none of the queries"),
        ])
    func malformed(queries: String, judgements: String, told: String) {
        let error = #expect(throws: LabError.self) { try read(queries, judgements) }
        #expect(error?.message.contains(told) == true)
    }
}
