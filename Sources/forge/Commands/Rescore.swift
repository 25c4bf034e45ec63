import ArgumentParser
import ForgeCore
import ForgeLab

struct Rescore: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Score stored outputs again, without generating anything.",
        discussion: """
            Replaces the scores and results of an experiment. Without --metric, the metrics of its config are used.

            EXAMPLES
              forge rescore demo/cot --metric em.triviaqa --metric contains
            """)

    @Argument(help: "Experiments by id or name.")
    var experiments: [String]
    @Option(name: .long, help: "A metric; repeat for several.")
    var metric: [String] = []
    @Option(help: "The NLI model for faithfulness, by name or folder (judges the answers again).")
    var nli: String?
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await Workshop.open { workshop in
            var rescored: [Experiment] = []
            for reference in experiments {
                let experiment = try await workshop.store.meant(by: reference)
                let config: ExperimentConfig = try JSON.decode(from: JSON.data(experiment.config))
                _ = try await Rescoring(store: workshop.store, entailment: workshop.knowledge.encoders.judge)
                    .rescore(
                        experiment.id, metrics: metric.isEmpty ? config.metrics : metric,
                        nli: nli)
                rescored.append(experiment)
            }
            try await RunOutcome(experiments: rescored, store: workshop.store).print(json: output.json)
        }
    }
}
