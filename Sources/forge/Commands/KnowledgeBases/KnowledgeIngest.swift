import ArgumentParser
import ForgeCore
import ForgeRetrieval
import ForgeTerminal

struct KnowledgeIngest: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ingest", abstract: "Take documents into a knowledge base.",
        discussion: """
            Documents that are there already are passed over, changed ones replaced. Interrupted anywhere, the same command
            goes on where it stopped.

            EXAMPLES
              forge kb ingest notes ~/notes
              forge kb ingest notes ~/notes --remove-vanished
            """)

    @Argument(help: "Name of the knowledge base.")
    var name: String
    @Argument(help: "Corpora of the catalogue, files or folders.")
    var sources: [String]
    @Flag(help: "Remove documents that none of these sources has any more.")
    var removeVanished = false
    @OptionGroup var columns: ColumnOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let knowledge = try Knowledge()
        let found = try await knowledge.sources(sources, columns: columns.columns, quiet: output.json)
        try await Ingesting.run(
            name, IngestRequest(found, removesVanished: removeVanished), knowledge: knowledge, output: output)
    }
}

/// An ingest with its progress and report, for the commands that do one.
enum Ingesting {
    static func run(
        _ name: String, _ request: IngestRequest, knowledge: Knowledge, output: OutputOptions
    ) async throws {
        let base = try await knowledge.bases.open(name)
        let embedder = try await knowledge.embedder(of: base)
        let monitor = IngestMonitor(quiet: output.json)
        let report = try await untilInterrupted {
            try await base.ingest(request, embedder: embedder, progress: monitor.handler)
        }
        if output.json { return try output.print(json: report) }
        let terminal = Terminal.of(descriptor: 1)
        for line in IngestText.lines(report) { print(terminal.text(line)) }
    }
}
