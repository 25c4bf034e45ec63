import ArgumentParser
import ForgeCore
import ForgeLab
import ForgeRetrieval
import ForgeTerminal

struct KnowledgeShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show what a knowledge base holds and how it was made.",
        discussion: """
            Chunks are printed with the id of their document; of a file in a folder that is its path within the folder.

            EXAMPLES
              forge kb show wiki
              forge kb show wiki --chunks 5 --text saturn
            """, aliases: ["info"])

    @Argument(help: "Name of the knowledge base.")
    var name: String
    @Option(help: "Also show so many chunks.")
    var chunks = 0
    @Option(help: "Only chunks with these words.")
    var text: String?
    @Option(help: "Begin at this chunk of the list.")
    var offset = 0
    @OptionGroup var output: OutputOptions

    private struct Document: Encodable {
        var info: KnowledgeBaseInfo
        var chunks: ChunkPage?
    }

    func validate() throws {
        guard (0...1000).contains(chunks), offset >= 0 else {
            throw ValidationError("--chunks must be from 0 to 1000, --offset 0 or more.")
        }
    }

    func run() async throws {
        let base = try await Knowledge().bases.open(name)
        let info = try await base.info()
        let wanted = chunks > 0 ? chunks : text == nil ? 0 : 10
        let page = wanted > 0 ? try await base.chunks(ChunkQuery(text: text, offset: offset, limit: wanted)) : nil
        if output.json { return try output.print(json: Document(info: info, chunks: page)) }
        let terminal = Terminal.of(descriptor: 1)
        for line in KnowledgeText.lines(info) + (page.map(KnowledgeText.lines) ?? []) { print(terminal.text(line)) }
    }
}
