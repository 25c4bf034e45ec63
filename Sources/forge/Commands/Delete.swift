import ArgumentParser
import ForgeCore

struct Delete: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Hide experiments from lists, or bring them back.",
        discussion: """
            Nothing is erased: --undo restores a deleted experiment by its id.

            EXAMPLES
              forge delete demo/naive
              forge delete --undo 02v8k3c9q1xz
            """)

    @Argument(help: "Experiments by id or name (with --undo: by id).")
    var experiments: [String]

    @Flag(help: "Restore deleted experiments.")
    var undo = false

    func run() async throws {
        try await Workshop.open { workshop in
            for reference in experiments {
                let experiment = try await workshop.store.findExperiment(reference)
                if undo {
                    try await workshop.store.restore(experiment.id)
                    print("restored \(experiment.name) (\(experiment.id))")
                } else {
                    try await workshop.store.delete(experiment.id)
                    print(
                        "deleted \(experiment.name) (\(experiment.id)); undo with: forge delete --undo \(experiment.id)"
                    )
                }
            }
        }
    }
}
