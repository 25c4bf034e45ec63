import ArgumentParser
import ForgeCatalogue

struct DatasetsRemove: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove", abstract: "Take pulled data sets off this machine; saved samples stay.")

    @Argument(help: "Names of the catalogue.")
    var names: [String]
    @Option(help: "Only this split.")
    var split: String?
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let datasets = try Libraries().datasets
        let removals = try names.map { RemovalDocument(name: $0, try datasets.remove($0, split: split)) }
        if output.json { return try output.print(json: removals) }
        for removal in removals { print("removed \(removal.name): \(ByteText.of(removal.freed)) freed") }
    }
}
