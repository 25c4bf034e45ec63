import ArgumentParser
import ForgeCore
import ForgeLab

struct VoteDelete: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "delete", abstract: "Hide a study, or bring it back.",
        discussion: """
            Nothing is erased: --undo restores a deleted study by its id.

            EXAMPLES
              forge vote delete STUDY
              forge vote delete --undo 02v8k3c9q1xz
            """)

    @Argument(help: "Study by id or name (with --undo: by id).")
    var study: String
    @Flag(help: "Restore a deleted study.")
    var undo = false
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await Workshop.open { workshop in
            let service = workshop.votes
            let found = try await service.store.findStudy(study)
            if undo {
                try await service.store.restoreStudy(found.id)
            } else {
                try await service.store.deleteStudy(found.id)
            }
            if output.json { return try output.print(json: try await service.overview(found.id)) }
            let name = "\(found.name) (\(found.id))"
            print(undo ? "restored \(name)" : "deleted \(name); undo with: forge vote delete --undo \(found.id)")
        }
    }
}
