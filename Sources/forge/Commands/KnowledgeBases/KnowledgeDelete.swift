import ArgumentParser
import ForgeCore
import ForgeRetrieval

struct KnowledgeDelete: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "delete", abstract: "Delete knowledge bases with all their files.",
        discussion: """
            This cannot be undone; the documents they were made from are not touched.

            EXAMPLE
              forge kb delete notes --yes
            """)

    @Argument(help: "Names.")
    var names: [String]
    @Flag(help: "Really delete.")
    var yes = false
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard yes else {
            throw ValidationError("Deleting cannot be undone. Add --yes to delete \(names.joined(separator: ", ")).")
        }
    }

    func run() async throws {
        let bases = try Knowledge().bases
        // All names are checked before the first one is deleted.
        for name in names { _ = try await bases.info(name) }
        for name in names { try await bases.delete(name) }
        if output.json { return try output.print(json: ["deleted": names]) }
        for name in names { print("deleted \(name)") }
    }
}
