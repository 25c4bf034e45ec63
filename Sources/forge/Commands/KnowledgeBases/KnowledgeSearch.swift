import ArgumentParser
import ForgeCore
import ForgeLab
import ForgeRetrieval
import ForgeTerminal

struct KnowledgeSearch: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "search", abstract: "Find passages, and see how each step ordered them.",
        discussion: """
            Each passage is printed with its document's id, as judgements for `forge kb evaluate` name it.

            EXAMPLES
              forge kb search wiki "largest moon of saturn"
              forge kb search wiki "largest moon of saturn" --method reranked --k 3 --steps
            """)

    @Argument(help: "Name of the knowledge base.")
    var name: String
    @Argument(help: "What to look for.")
    var query: String
    @Option(help: "How: \(RetrievalMethod.allCases.map(\.rawValue).joined(separator: ", ")).")
    var method: RetrievalMethod?
    @Option(name: .customLong("k"), help: "How many passages.")
    var k = 5
    @Option(help: "The reranker, by name or folder (default: the catalogue's).")
    var reranker: String?
    @Flag(help: "Also show the order after every step.")
    var steps = false
    @OptionGroup var output: OutputOptions

    /// What was found, and why that may not be all.
    private struct Document: Encodable {
        enum Keys: String, CodingKey { case warnings }

        var found: Retrieval
        var warnings: [KnowledgeWarning]

        func encode(to encoder: any Encoder) throws {
            try found.encode(to: encoder)
            var container = encoder.container(keyedBy: Keys.self)
            if !warnings.isEmpty { try container.encode(warnings, forKey: .warnings) }
        }
    }

    func validate() throws {
        guard (1...1000).contains(k) else { throw ValidationError("--k must be from 1 to 1000.") }
    }

    func run() async throws {
        let knowledge = try Knowledge()
        let base = try await knowledge.bases.open(name)
        let method = method ?? (base.settings.embedder == nil ? .bm25 : .hybrid)
        let retriever = try await knowledge.retriever(base, for: [method], reranker: reranker)
        let found = try await retriever.retrieve(query, by: method, k: k)
        let warnings = try await base.info().warnings(for: [method])
        if output.json { return try output.print(json: Document(found: found, warnings: warnings)) }
        for warning in warnings { Warning.print(warning.description) }
        let terminal = Terminal.of(descriptor: 1)
        print(RetrievalText(found, showsSteps: steps).lines.map(terminal.text).joined(separator: "\n"))
    }
}

extension RetrievalMethod: ExpressibleByArgument {}
