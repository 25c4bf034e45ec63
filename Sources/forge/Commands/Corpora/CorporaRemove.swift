import ArgumentParser
import ForgeCatalogue

struct CorporaRemove: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove", abstract: "Take pulled corpora off this machine.")

    @Argument(help: "Names of the catalogue.")
    var names: [String]
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let corpora = try Libraries().corpora
        let removals = try names.map { RemovalDocument(name: $0, try corpora.remove($0)) }
        if output.json { return try output.print(json: removals) }
        for removal in removals { print("removed \(removal.name): \(ByteText.of(removal.freed)) freed") }
    }
}
