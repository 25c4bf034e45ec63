import ArgumentParser
import ForgeCatalogue

struct ModelsRemove: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove", abstract: "Take models and their tuned variants off this machine.")

    @Argument(help: "Names of the catalogue.")
    var names: [String]

    func run() async throws {
        let models = try Libraries().models
        for name in names {
            let removal = try models.remove(name)
            print("removed \(name): \(ByteText.of(removal.freed)) freed")
        }
    }
}
