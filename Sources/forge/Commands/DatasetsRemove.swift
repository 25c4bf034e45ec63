import ArgumentParser
import ForgeCatalogue

struct DatasetsRemove: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove", abstract: "Take pulled data sets off this machine; saved samples stay.")

    @Argument(help: "Names of the catalogue.")
    var names: [String]
    @Option(help: "Only this split.")
    var split: String?

    func run() async throws {
        let datasets = try Libraries().datasets
        for name in names {
            let removal = try datasets.remove(name, split: split)
            print("removed \(name): \(ByteText.of(removal.freed)) freed")
        }
    }
}
