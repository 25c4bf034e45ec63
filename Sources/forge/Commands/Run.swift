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
            """)

    @Argument(help: "The config file (YAML).", completion: .file(extensions: ["yaml", "yml"]))
    var config: String

    @Flag(name: .customLong("continue"), help: "Take up unfinished experiments of this config; keep finished ones.")
    var continueEarlier = false

    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await Workshop.open { workshop in
            let loader = await ConfigLoader(workshop.libraries).knowing(workshop.knowledge.bases)
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
}
