import ArgumentParser
import ForgeCore
import ForgeRetrieval
import ForgeTerminal

struct KnowledgeCreate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "create", abstract: "Make a knowledge base, and fill it from sources.",
        discussion: """
            A source is a corpus of the catalogue (forge corpora list), a .jsonl, .json, .md or .txt file, or a folder of text
            files. The id of a file in a folder is its path within the folder (`a/notes.md`). Chunk size and embedder are
            fixed for the life of a base. Interrupted or failed, the same command goes on where it stopped.

            EXAMPLES
              forge kb create wiki --source wikipedia-vital
              forge kb create wiki-128 --source wikipedia-vital --tokens 128
              forge kb create words --source notes/ --no-embedder
            """)

    @Argument(help: "Name: lower-case letters, digits, `.`, `-`, `_`.")
    var name: String
    @Option(help: "A corpus, file or folder to fill it from; may be repeated.")
    var source: [String] = []
    @Option(help: "Most tokens of a chunk, 8 to 8192; 128, 256 and 512 are usual.")
    var tokens = 256
    @Option(
        help:
            "Tokens that a chunk repeats of the one before, at most half of --tokens (default: 50, less for short ones)."
    )
    var overlap: Int?
    @Option(help: "The embedder, by its name in the catalogue; a folder needs a name there (default: the catalogue's).")
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
        guard (8...8192).contains(tokens) else { throw ValidationError("--tokens must be from 8 to 8192.") }
        if let overlap, overlap < 0 || overlap * 2 > tokens {
            throw ValidationError("--overlap must be from 0 to \(tokens / 2), half of --tokens.")
        }
    }

    func run() async throws {
        let knowledge = try Knowledge()
        // Sources first: a wrong name leaves no empty base behind.
        let request = try await knowledge.request(source, columns: columns.columns, quiet: output.json)
        let model = wordsOnly ? nil : try await knowledge.embedderForNewBase(embedder, quiet: output.json)
        let settings = KnowledgeBaseSettings(
            summary: summary, chunks: ChunkSettings(tokens: tokens, overlap: overlap ?? min(50, tokens / 4)),
            embedder: model?.info, vectors: qdrant ? .qdrant : .embedded)
        try await make(settings, request, knowledge.bases)
        guard !request.sources.isEmpty else {
            if output.json { return try output.print(json: try await knowledge.bases.info(name)) }
            return print("made \(name), which is empty; fill it with: forge kb ingest \(name) SOURCE")
        }
        do {
            try await Ingesting.run(name, request, knowledge: knowledge, output: output)
        } catch {
            if !output.json {
                Warning.note("`\(name)` is there, but not filled; the same command goes on where it stopped.")
            }
            throw error
        }
    }

    /// Makes the base, or accepts one that this command made before and could not fill.
    private func make(
        _ settings: KnowledgeBaseSettings, _ request: IngestRequest, _ bases: KnowledgeBases
    ) async throws {
        do {
            try await bases.create(name, settings)
        } catch let error as RetrievalError where error.code == "knowledge.exists" && !source.isEmpty {
            let found = try await bases.info(name)
            let last = found.lastIngest
            let isSameIngest = last?.status != .finished && last?.arguments == request.arguments
            guard found.documents == 0 || isSameIngest else {
                throw CommandError(
                    .conflict, error.code, error.message,
                    remedy: "Ingest into it (forge kb ingest \(name) SOURCE), delete it, or choose another name.")
            }
            let differences = Self.differences(found.settings, settings)
            guard differences.isEmpty else {
                throw CommandError(
                    .conflict, "kb.other-settings", "`\(name)` exists already, unfinished and with other settings.",
                    cause: differences.joined(separator: ", ") + ".",
                    remedy: "Give the same settings, delete it (forge kb delete \(name) --yes), or choose another name."
                )
            }
            if !output.json { Warning.note("`\(name)` is there, but not filled: going on.") }
        }
    }

    private static func differences(_ has: KnowledgeBaseSettings, _ wanted: KnowledgeBaseSettings) -> [String] {
        let facts: [(String, String, String)] = [
            ("chunks", "\(has.chunks.tokens) tokens", "\(wanted.chunks.tokens) tokens"),
            ("overlap", "\(has.chunks.overlap) tokens", "\(wanted.chunks.overlap) tokens"),
            ("embedder", has.embedder?.name ?? "none", wanted.embedder?.name ?? "none"),
            ("the embedder's weights", has.embedder?.sha256 ?? "", wanted.embedder?.sha256 ?? ""),
            ("vectors", has.vectors.rawValue, wanted.vectors.rawValue),
        ]
        return facts.filter { $0.1 != $0.2 }.map { "\($0.0): \($0.1), not \($0.2)" }
    }
}
