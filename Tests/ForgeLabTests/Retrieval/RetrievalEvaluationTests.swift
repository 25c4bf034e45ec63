import ForgeCore
import ForgeLab
import ForgeTesting
import Foundation
import Synchronization
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

    @Test("each method is asked once before it is timed, and tells how far it is")
    func warmUp() async throws {
        let progress = Mutex<[String]>([])
        let slow = SlowFirst()
        let report = try await RetrievalEvaluation(
            retriever: slow,
            judged: JudgedQueries(queries: (0..<3).map { .init(id: "\($0)", text: "moon \($0)", gains: ["d0": 1]) })
        ).run([.dense, .bm25]) { method, done, total in
            progress.withLock { $0.append("\(method.rawValue) \(done)/\(total)") }
        }
        #expect(slow.asked.withLock { $0 } == 8)
        #expect(report.methods.allSatisfy { $0.p95 < 0.15 })
        #expect(
            progress.withLock { $0 } == [
                "dense 0/3", "dense 1/3", "dense 2/3", "dense 3/3", "bm25 0/3", "bm25 1/3", "bm25 2/3", "bm25 3/3",
            ])
    }

    /// Its first query takes 0.3 s, as where weights are loaded and an index is made.
    private final class SlowFirst: Retriever {
        let info = FakeRetriever([]).info
        let asked = Mutex(0)

        func retrieve(_ query: String, by method: RetrievalMethod, k: Int) async throws -> Retrieval {
            let isFirst = asked.withLock { asked in
                asked += 1
                return asked == 1
            }
            if isFirst { try await Task.sleep(for: .milliseconds(300)) }
            return Retrieval(query: query, method: method, passages: [], steps: [])
        }
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
        "TREC's four columns are read, between blanks or tabs",
        arguments: ["1 0 d1 2\n1  0  d2  0\n", "1\t0\td1\t2\n1\t0\td2\t0\n"])
    func trec(judgements: String) throws {
        let judged = try read("{\"_id\": \"1\", \"text\": \"a\"}\n", judgements)
        #expect(judged.queries == [.init(id: "1", text: "a", gains: ["d1": 2, "d2": 0])])
    }

    @Test("a negative gain counts as not relevant, as in trec_eval")
    func junk() throws {
        let judged = try read("{\"_id\": \"1\", \"text\": \"a\"}\n", "1 0 d1 1\n1 0 d2 -2\n")
        #expect(judged.queries == [.init(id: "1", text: "a", gains: ["d1": 1, "d2": 0])])
    }

    @Test("a file that is not there, a folder and another encoding are told apart")
    func unreadable() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "judged-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let latin = folder.appending(path: "latin.jsonl")
        try Data([0x63, 0xE9]).write(to: latin)
        for (file, cause) in [
            (folder.appending(path: "none"), "no such file"), (folder, "a folder"), (latin, "not UTF-8"),
        ] {
            let error = #expect(throws: LabError.self) {
                try JudgedQueries.read(queries: file, judgements: file)
            }
            #expect(error?.cause?.contains(cause) == true)
        }
    }

    @Test(
        "what cannot be read is named with its line",
        arguments: [
            ("{\"_id\": 1}\n", "1\td\t1\n", "queries.jsonl:1"),
            ("{\"_id\": \"1\", \"text\": \"a\"}\n", "1\td\n", "test.tsv:1"),
            ("{\"_id\": \"1\", \"text\": \"a\"}\n", "q\td\ts\n1\td\tmuch\n", "test.tsv:2"),
            ("{\"_id\": \"1\", \"text\": \"a\"}\n", "2\td\t1\n", "none of the queries"),
            // Of a query that is there: no header.
            ("{\"_id\": \"1\", \"text\": \"a\"}\n", "1\td\tmuch\n", "test.tsv:1"),
            ("{\"_id\": \"1\", \"text\": \"a\"}\n", "1 0 d x 1\n", "test.tsv:1"),
            ("{\"_id\": \"1\", \"text\": \"a\"}\n", "1 0 d high\n", "test.tsv:1"),
        ])
    func malformed(queries: String, judgements: String, told: String) {
        let error = #expect(throws: LabError.self) { try read(queries, judgements) }
        #expect(error?.message.contains(told) == true)
    }
}
