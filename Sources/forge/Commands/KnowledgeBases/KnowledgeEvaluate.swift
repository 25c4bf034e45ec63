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
            Queries are BEIR's queries.jsonl with `_id` and `text`. Judgements are BEIR's table (query id, document id and
            gain between tabs) or TREC's qrels (query id, 0, document id and gain). Their document ids are the base's:
            `forge kb search` prints them, and the id of a file in a folder is its path within the folder. Reports nDCG,
            recall and MRR with 95 % intervals over the queries, the time per query after an untimed one, and whether the
            methods differ by more than luck (sign-flip test, Holm).

            EXAMPLE
              forge kb evaluate scifact --queries scifact/queries.jsonl --judgements scifact/qrels/train.tsv
            """)

    @Argument(help: "Name of the knowledge base.")
    var name: String
    @Option(help: "The queries (JSON Lines).")
    var queries: String
    @Option(help: "Which documents answer them (BEIR's or TREC's table).")
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
        let methods = try chosenMethods() ?? []
        if methods.isEmpty, self.methods != nil { throw ValidationError("--methods names none.") }
        if let twice = methods.first(where: { method in methods.count { $0 == method } > 1 }) {
            throw ValidationError("--methods names `\(twice.rawValue)` twice.")
        }
    }

    func run() async throws {
        var judged = try JudgedQueries.read(queries: URL(filePath: queries), judgements: URL(filePath: judgements))
        if let limit { judged.queries = Array(judged.queries.prefix(limit)) }
        let knowledge = try Knowledge()
        let base = try await knowledge.bases.open(name)
        let methods = try chosenMethods() ?? (base.settings.embedder == nil ? [.bm25] : [.dense, .bm25, .hybrid])
        let coverage = try await judged.coverage(in: base)
        let retriever = try await knowledge.retriever(base, for: methods, reranker: reranker)
        let evaluation = RetrievalEvaluation(retriever: retriever, judged: judged, options: .init(depth: k))
        let monitors = MethodMonitors(quiet: output.json)
        defer { monitors.close() }
        var report = try await untilInterrupted {
            try await evaluation.run(methods) { monitors.show($0, done: $1, of: $2) }
        }
        report.note(coverage, try await base.info().warnings(for: methods))
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
