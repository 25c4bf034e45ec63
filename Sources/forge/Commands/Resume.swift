import ArgumentParser
import ForgeCore
import ForgeLab

struct Resume: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Continue experiments that were stopped, failed or cut off.",
        discussion: """
            Nothing finished is repeated. Without a name, every unfinished experiment is continued.

            EXAMPLES
              forge resume
              forge resume demo/cot
            """)

    @Argument(help: "Experiments by id or name (default: all that are unfinished).")
    var experiments: [String] = []

    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await Workshop.open { workshop in
            let chosen = try await unfinished(in: workshop.store)
            guard !chosen.isEmpty else {
                print("Nothing to resume: every experiment is finished.")
                return
            }
            let laboratory = workshop.laboratory
            let json = output.json
            let finished = try await untilInterrupted {
                try await RunMonitor(quiet: json).watch { try await laboratory.run(chosen, onEvent: $0) }
            }
            try await RunOutcome(experiments: finished, store: workshop.store).print(json: output.json)
        }
    }

    private func unfinished(in store: any ExperimentStore) async throws -> [Experiment] {
        guard experiments.isEmpty else {
            var found: [Experiment] = []
            for reference in experiments { found.append(try await store.findExperiment(reference)) }
            return found
        }
        let query = ExperimentQuery(statuses: [.pending, .running, .failed, .stopped], limit: 1000)
        return try await store.experiments(query).items.reversed()
    }
}
