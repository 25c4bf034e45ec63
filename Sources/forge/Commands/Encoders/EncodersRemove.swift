import ArgumentParser
import ForgeCatalogue

struct EncodersRemove: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove", abstract: "Take encoders off this machine.")

    @Argument(help: "Names of the catalogue.")
    var names: [String]
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let encoders = try Libraries().encoders
        let removals = try names.map { RemovalDocument(name: $0, try encoders.remove($0)) }
        if output.json { return try output.print(json: removals) }
        for removal in removals { print("removed \(removal.name): \(ByteText.of(removal.freed)) freed") }
    }
}
