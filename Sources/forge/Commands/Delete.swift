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

    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await Workshop.open { workshop in
            var changed: [Experiment] = []
            for reference in experiments {
                let experiment = try await workshop.store.meant(by: reference)
                try await change(experiment.id, in: workshop.store)
                changed.append(try await workshop.store.experiment(experiment.id))
            }
            if output.json { return try output.print(json: changed) }
            for experiment in changed { print(sentence(experiment)) }
        }
    }

    private func change(_ id: String, in store: any ExperimentStore) async throws {
        if undo { try await store.restore(id) } else { try await store.delete(id) }
    }

    private func sentence(_ experiment: Experiment) -> String {
        let name = "\(experiment.name) (\(experiment.id))"
        return undo ? "restored \(name)" : "deleted \(name); undo with: forge delete --undo \(experiment.id)"
    }
}
