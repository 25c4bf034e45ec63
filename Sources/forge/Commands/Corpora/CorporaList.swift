import ArgumentParser
import ForgeCatalogue
import ForgeCore
import ForgeLab
import ForgeTerminal

struct CorporaList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the catalogue's corpora and which are on this machine.")

    @OptionGroup var output: OutputOptions

    func run() async throws {
        let corpora = try Libraries().corpora.list().map(\.summary)
        if output.json { return try output.print(json: corpora) }
        var table = TextTable([
            .init("corpus"), .init("documents", .right), .init("size", .right), .init("licence"), .init("here"),
            .init("about", isFlexible: true),
        ])
        for corpus in corpora {
            table.add([
                .init(corpus.name), .init(corpus.documents.map(NumberText.count) ?? "–"),
                .init(corpus.bytes.map(ByteText.of) ?? "–"), .init(corpus.licence),
                .init(corpus.isInstalled ? "yes" : "–", corpus.isInstalled ? .green : nil), .init(corpus.summary),
            ])
        }
        print(table.rendered(for: Terminal.of(descriptor: 1)))
    }
}
