import ArgumentParser
import ForgeCore
import ForgeLab
import ForgeRetrieval

struct Run: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Run the experiments of a config file and compare them.",
        discussion: """
            Models and data sets that are missing are fetched first. Every answered question is stored at once: after an \
            interruption, `forge resume` continues where it stopped.

            EXAMPLES
              forge run configs/demo.yaml
              forge run configs/demo.yaml --continue   # finish an earlier run of the same config
              forge run configs/demo.yaml --queue      # let the workers of a shared database run it
            """)

    @Argument(help: "The config file (YAML).", completion: .file(extensions: ["yaml", "yml"]))
    var config: String

    @Flag(name: .customLong("continue"), help: "Take up unfinished experiments of this config; keep finished ones.")
    var continueEarlier = false

    @Flag(name: .customLong("queue"), help: "Put them into the line that servers and workers share, and return.")
    var isQueued = false

    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await Workshop.open { workshop in
            if isQueued { return try await enqueue(in: workshop) }
            let loader = await workshop.loader
            let plan = try loader.load(path: config)
            let laboratory = workshop.laboratory
            let json = output.json
            let finished = try await untilInterrupted { [continueEarlier] in
                try await Fetching.fetchMissing(for: plan, libraries: workshop.libraries, quiet: json)
                let experiments = try await laboratory.prepare(plan, continuing: continueEarlier)
                return try await RunMonitor(quiet: json).watch { tell in
                    for warning in plan.warnings { tell(.warning(warning.message)) }
                    return try await laboratory.run(experiments, onEvent: tell)
                }
            }
            try await RunOutcome(experiments: finished, store: workshop.store).print(json: output.json)
            // What went wrong is in the outcome.
            if finished.contains(where: { $0.status == .failed }) { throw ExitCode(1) }
        }
    }

    private func enqueue(in workshop: Workshop) async throws {
        guard workshop.store is any SharedLine else { throw SharedLineError.missing }
        let loader = await workshop.loader
        let plan = try loader.load(path: config)
        try await Fetching.fetchMissing(for: plan, libraries: workshop.libraries, quiet: output.json)
        let experiments = try await workshop.laboratory.prepare(plan, continuing: continueEarlier)
        let open = experiments.filter { $0.status != .completed }
        try await workshop.store.enqueue(open.map(\.id), batch: ExperimentID.make())
        if output.json { return try output.print(json: open) }
        for experiment in open { print("\(experiment.name) (\(experiment.id)) waits for a worker") }
    }
}
