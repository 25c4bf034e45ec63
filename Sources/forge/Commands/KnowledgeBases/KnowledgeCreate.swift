import ArgumentParser
import ForgeCore
import ForgeRetrieval
import ForgeTerminal

struct KnowledgeCreate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "create", abstract: "Make a knowledge base, and fill it from sources.",
        discussion: """
            A source is a corpus of the catalogue (forge corpora list), a .jsonl, .json, .md or .txt file, or a folder of text
            files. Chunk size and embedder are fixed for the life of a base.

            EXAMPLES
              forge kb create wiki --source wikipedia-vital
              forge kb create wiki-128 --source wikipedia-vital --tokens 128
              forge kb create words --source notes/ --no-embedder
            """)

    @Argument(help: "Name: lower-case letters, digits, `.`, `-`, `_`.")
    var name: String
    @Option(help: "A corpus, file or folder to fill it from; may be repeated.")
    var source: [String] = []
    @Option(help: "Most tokens of a chunk: 128, 256 or 512.")
    var tokens = 256
    @Option(help: "Tokens that a chunk repeats of the one before.")
    var overlap: Int?
    @Option(help: "The embedder, by its name in the catalogue (default: the catalogue's).")
    var embedder: String?
    @Flag(name: .customLong("no-embedder"), help: "Words only: search by BM25.")
    var wordsOnly = false
    @Flag(help: "Keep the vectors in Qdrant (QDRANT_URL).")
    var qdrant = false
    @Option(help: "What it is about, for lists.")
    var summary = ""
    @OptionGroup var columns: ColumnOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        if wordsOnly, embedder != nil { throw ValidationError("--embedder and --no-embedder exclude each other.") }
    }

    func run() async throws {
        let knowledge = try Knowledge()
        // Sources first: a wrong name leaves no empty base behind.
        let sources = try await knowledge.sources(source, columns: columns.columns, quiet: output.json)
        let model = wordsOnly ? nil : try await knowledge.embedderForNewBase(embedder, quiet: output.json)
        let settings = KnowledgeBaseSettings(
            summary: summary, chunks: ChunkSettings(tokens: tokens, overlap: overlap ?? min(50, tokens / 4)),
            embedder: model?.info, vectors: qdrant ? .qdrant : .embedded)
        try await knowledge.bases.create(name, settings)
        if !sources.isEmpty {
            try await Ingesting.run(name, IngestRequest(sources), knowledge: knowledge, output: output)
        } else if output.json {
            try output.print(json: try await knowledge.bases.info(name))
        } else {
            print("made \(name), which is empty; fill it with: forge kb ingest \(name) SOURCE")
        }
    }
}

/// Which fields of one's own JSON records hold what.
struct ColumnOptions: ParsableArguments {
    @Option(help: "For own JSON records: the field with the id.")
    var idField: String?
    @Option(help: "… with the title.")
    var titleField: String?
    @Option(help: "… with the text.")
    var textField: String?
    @Option(help: "… with the address.")
    var urlField: String?

    /// Nil when nothing was named: then the layout is found from the records.
    var columns: JSONColumns? {
        let columns = JSONColumns(id: idField, title: titleField, text: textField, url: urlField)
        return columns == JSONColumns() ? nil : columns
    }
}
