import ArgumentParser
import ForgeCore
import ForgeLab

struct Resume: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Continue experiments that were stopped, failed or cut off.",
        discussion: """
            Nothing answered is repeated; questions that failed are asked again. Without a name, every unfinished experiment is continued. \
            A completed one stays as it is, also when some of its questions failed.

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
                if output.json { return try output.print(json: [String]()) }
                print("Nothing to resume: every experiment is finished.")
                return
            }
            let laboratory = workshop.laboratory
            let json = output.json
            let outcome = try await untilInterrupted {
                try await RunMonitor(quiet: json).watch { try await Self.run(chosen, in: laboratory, onEvent: $0) }
            }
            try await RunOutcome(experiments: outcome.finished, store: workshop.store).print(json: output.json)
            if outcome.failures > 0 || outcome.finished.contains(where: { $0.status == .failed }) { throw ExitCode(1) }
        }
    }

    /// Of several, one that cannot be continued does not keep the others waiting.
    private static func run(
        _ experiments: [Experiment], in laboratory: Laboratory, onEvent: @escaping @Sendable (RunEvent) -> Void
    ) async throws -> (finished: [Experiment], failures: Int) {
        guard experiments.count > 1 else { return (try await laboratory.run(experiments, onEvent: onEvent), 0) }
        var failures = 0
        let finished = try await laboratory.runEach(experiments, onEvent: onEvent) { experiment, error in
            failures += 1
            onEvent(.warning("\(experiment.name) (\(experiment.id)) was not continued: \(error)"))
        }
        return (finished, failures)
    }

    private func unfinished(in store: any ExperimentStore) async throws -> [Experiment] {
        guard experiments.isEmpty else {
            var found: [Experiment] = []
            for reference in experiments { found.append(try await store.meant(by: reference)) }
            return found
        }
        let query = ExperimentQuery(statuses: [.pending, .running, .failed, .stopped], limit: 1000)
        return try await store.experiments(query).items.reversed()
    }
}
