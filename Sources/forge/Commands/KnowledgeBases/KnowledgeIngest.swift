import ArgumentParser
import ForgeCore
import ForgeRetrieval
import ForgeTerminal

struct KnowledgeIngest: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ingest", abstract: "Take documents into a knowledge base.",
        discussion: """
            Documents that are there already are passed over, changed ones replaced. Interrupted anywhere, the same command
            goes on where it stopped. The id of a file in a folder is its path within the folder (`a/notes.md`); a JSON
            record names its own.

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
    @Flag(help: "Documents take the place of those that have their ids from other sources.")
    var replace = false
    @Flag(help: "With --remove-vanished: also when nothing would be left.")
    var allowEmpty = false
    @OptionGroup var columns: ColumnOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        if allowEmpty, !removeVanished { throw ValidationError("--allow-empty belongs to --remove-vanished.") }
    }

    func run() async throws {
        let knowledge = try Knowledge()
        var request = try await knowledge.request(sources, columns: columns.columns, quiet: output.json)
        request.removesVanished = removeVanished
        request.allowsEmpty = allowEmpty
        request.replaces = replace
        try await Ingesting.run(name, request, knowledge: knowledge, output: output)
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
        if output.json {
            try output.print(json: report)
        } else {
            let terminal = Terminal.of(descriptor: 1)
            for line in IngestText.lines(report) { print(terminal.text(line)) }
        }
        if !request.allowsEmpty, let error = report.nothingTaken(into: name, from: request.names) { throw error }
    }
}
