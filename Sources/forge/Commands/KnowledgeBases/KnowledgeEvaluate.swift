import ArgumentParser
import ForgeCore
import ForgeLab
import ForgeRetrieval
import ForgeTerminal
import Foundation

struct KnowledgeEvaluate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "evaluate", abstract: "Measure retrieval methods on queries with known answers.",
        discussion: """
            Queries and judgements are BEIR's files: queries.jsonl with `_id` and `text`, and a table of query id, document
            id and gain between tabs. Reports nDCG, recall and MRR with 95 % intervals over the queries, the time per
            query, and whether the methods differ by more than luck (paired bootstrap, Holm).

            EXAMPLE
              forge kb evaluate scifact --queries scifact/queries.jsonl --judgements scifact/qrels/train.tsv
            """)

    @Argument(help: "Name of the knowledge base.")
    var name: String
    @Option(help: "The queries (JSON Lines).")
    var queries: String
    @Option(help: "Which documents answer them (a table between tabs).")
    var judgements: String
    @Option(help: "Methods, separated by commas (default: dense, bm25 and hybrid, or bm25 without an embedder).")
    var methods: String?
    @Option(name: .customLong("k"), help: "Documents that count.")
    var k = 10
    @Option(help: "Only the first so many queries.")
    var limit: Int?
    @Option(help: "The reranker, by name or folder (default: the catalogue's).")
    var reranker: String?
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard (1...100).contains(k) else { throw ValidationError("--k must be from 1 to 100.") }
        if let limit, limit < 1 { throw ValidationError("--limit must be 1 or more.") }
        _ = try chosenMethods()
    }

    func run() async throws {
        var judged = try JudgedQueries.read(queries: URL(filePath: queries), judgements: URL(filePath: judgements))
        if let limit { judged.queries = Array(judged.queries.prefix(limit)) }
        let knowledge = try Knowledge()
        let base = try await knowledge.bases.open(name)
        let methods = try chosenMethods() ?? (base.settings.embedder == nil ? [.bm25] : [.dense, .bm25, .hybrid])
        let retriever = try await knowledge.retriever(base, for: methods, reranker: reranker)
        let evaluation = RetrievalEvaluation(retriever: retriever, judged: judged, options: .init(depth: k))
        let monitor = CountMonitor("queries", quiet: output.json)
        defer { monitor.close() }
        let report = try await untilInterrupted {
            try await evaluation.run(methods) { monitor.show(done: $0, of: $1) }
        }
        if output.json { return try output.print(json: report) }
        print(RetrievalReportText(report).rendered(for: Terminal.of(descriptor: 1)))
    }

    private func chosenMethods() throws -> [RetrievalMethod]? {
        try methods?.split(separator: ",").map { word in
            let name = word.trimmingCharacters(in: .whitespaces)
            guard let method = RetrievalMethod(rawValue: name) else {
                let all = RetrievalMethod.allCases.map(\.rawValue).joined(separator: ", ")
                throw ValidationError("There is no method `\(name)`. Methods are: \(all).")
            }
            return method
        }
    }
}
