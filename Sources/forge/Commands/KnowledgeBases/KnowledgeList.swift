import ArgumentParser
import ForgeCore
import ForgeLab
import ForgeRetrieval
import ForgeTerminal

struct KnowledgeList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List the knowledge bases.")

    @OptionGroup var output: OutputOptions

    func run() async throws {
        let bases = try await Knowledge().bases.list()
        if output.json { return try output.print(json: bases) }
        guard !bases.isEmpty else {
            return print("There is no knowledge base yet. Make one: forge kb create wiki --source wikipedia-vital")
        }
        var table = TextTable([
            .init("knowledge base"), .init("documents", .right), .init("chunks", .right), .init("tokens", .right),
            .init("embedder"), .init("size", .right), .init("state"), .init("about", isFlexible: true),
        ])
        for base in bases {
            table.add([
                .init(base.name), .init(NumberText.count(base.documents)), .init(NumberText.count(base.chunks)),
                .init("\(base.settings.chunks.tokens)"), .init(base.settings.embedder?.name ?? "none (BM25 only)"),
                .init(ByteText.of(base.bytes)), .init(base.lastIngest?.status.rawValue ?? "empty"),
                .init(base.settings.summary),
            ])
        }
        print(table.rendered(for: Terminal.of(descriptor: 1)))
    }
}
