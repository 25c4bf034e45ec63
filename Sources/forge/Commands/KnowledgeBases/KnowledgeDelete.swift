import ArgumentParser
import ForgeCore
import ForgeRetrieval

struct KnowledgeDelete: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "delete", abstract: "Delete knowledge bases with all their files.",
        discussion: """
            This cannot be undone; the documents they were made from are not touched. Where Qdrant has the vectors and does
            not answer, --leave-vectors deletes the rest and says what stays.

            EXAMPLE
              forge kb delete notes --yes
            """)

    @Argument(help: "Names.")
    var names: [String]
    @Flag(help: "Really delete.")
    var yes = false
    @Flag(help: "Delete it although its vectors in Qdrant cannot be removed.")
    var leaveVectors = false
    @OptionGroup var output: OutputOptions

    private struct Document: Encodable {
        var deleted: [String]
        /// What could not be removed.
        var left: [String]?
    }

    func validate() throws {
        guard yes else {
            throw ValidationError("Deleting cannot be undone. Add --yes to delete \(names.joined(separator: ", ")).")
        }
    }

    func run() async throws {
        let bases = try Knowledge().bases
        // All names are checked before the first one is deleted.
        for name in names { try bases.check(name) }
        var left: [String] = []
        for name in names {
            if let remains = try await bases.delete(name, leavesVectors: leaveVectors) { left.append(remains) }
        }
        if output.json { return try output.print(json: Document(deleted: names, left: left.isEmpty ? nil : left)) }
        for name in names { print("deleted \(name)") }
        for remains in left { print(remains) }
    }
}
