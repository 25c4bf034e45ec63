import ArgumentParser
import ForgeCore
import ForgeTuning

struct TrainDelete: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "delete", abstract: "Delete trainings with their checkpoints and adapters.",
        discussion: """
            This cannot be undone. Experiments that used an adapter keep their answers, but cannot be continued.

            EXAMPLE
              forge train delete dpo-smollm2 --yes
            """)

    @Argument(help: "Names.")
    var names: [String]
    @Flag(help: "Really delete.")
    var yes = false
    @OptionGroup var output: OutputOptions

    private struct Document: Encodable {
        var deleted: [String]
    }

    func validate() throws {
        guard yes else {
            throw ValidationError("Deleting cannot be undone. Add --yes to delete \(names.joined(separator: ", ")).")
        }
    }

    func run() async throws {
        let library = TrainingLibrary(home: ForgeHome())
        // All names are checked before the first one is deleted.
        for name in names { _ = try library.existing(name) }
        for name in names { try library.delete(name) }
        if output.json { return try output.print(json: Document(deleted: names)) }
        for name in names { print("deleted \(name)") }
    }
}
