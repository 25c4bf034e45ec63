import ArgumentParser
import ForgeCatalogue
import ForgeCore
import ForgeRetrieval

struct EncodersRemove: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove", abstract: "Take encoders off this machine.")

    @Argument(help: "Names of the catalogue.")
    var names: [String]
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let libraries = try Libraries()
        let encoders = libraries.encoders
        let bases = try await Knowledge(libraries: libraries).bases.list()
        let removals = try names.map { RemovalDocument(name: $0, try encoders.remove($0)) }
        for name in try names.map({ try encoders.info($0).entry.name }) where try !encoders.info(name).isInstalled {
            let users = bases.filter { $0.settings.embedder?.name == name }.map { "`\($0.name)`" }
            guard !users.isEmpty else { continue }
            Warning.print(
                "\(users.joined(separator: ", ")) \(users.count == 1 ? "was" : "were") made with \(name) and can be searched "
                    + "by words only now. To have it back: forge encoders pull \(name)")
        }
        if output.json { return try output.print(json: removals) }
        for removal in removals { print("removed \(removal.name): \(ByteText.of(removal.freed)) freed") }
    }
}
