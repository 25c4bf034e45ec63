import ArgumentParser
import ForgeCore
import ForgeLab
import ForgeTraining
import ForgeTuning
import Foundation

struct TrainRun: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Train an adapter as a config file says.",
        discussion: """
            Ctrl-C keeps a checkpoint. --continue goes on from the newest one and ends with the same weights as a \
            training that was not interrupted. A config with a `matrix` trains one after the other, each in a folder of \
            its own; --continue then passes over those that are finished.

            EXAMPLES
              forge train run configs/dpo-smollm2.yaml
              forge train run configs/dpo-smollm2.yaml --continue
              forge train run --schema   # every key of a config
            """)

    @Argument(help: "The config file (YAML).", completion: .file(extensions: ["yaml", "yml"]))
    var config: String?
    @Option(help: "A file of pairs in the place of the config's.", completion: .file())
    var data: String?
    @Flag(name: .customLong("continue"), help: "Go on from the newest checkpoint.")
    var continues = false
    @Flag(help: "List every key of a config with its meaning.")
    var schema = false
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard schema || config != nil else { throw ValidationError("Name a config file, or use --schema.") }
    }

    private struct Document: Encodable {
        var name: String
        var folder: String
        var adapter: String
        var seconds: Double
        var last: TrainingRecord?
        var evaluation: HeldOutEvaluation?
        /// Pairs that people marked as bad.
        var leftOut: Int
    }

    func run() async throws {
        guard let config, !schema else {
            return print(ConfigReference.text(fields: TrainingSchema.fields), terminator: "")
        }
        let plans = try TrainingPlan.all(path: config)
        var documents: [Document] = []
        for (index, plan) in plans.enumerated() {
            let setup = try await TrainingSetup.load(plan, data: data, quiet: output.json)
            if plans.count > 1 {
                // What is finished stays, so that an interrupted matrix goes on where it was.
                if continues, setup.folder.isFinished { continue }
                tell("training \(index + 1) of \(plans.count): \(setup.config.name)")
            }
            documents.append(try await train(setup))
        }
        if output.json {
            guard plans.count == 1, let only = documents.first else { return try output.print(json: documents) }
            return try output.print(json: only)
        }
        if documents.isEmpty { print("all \(plans.count) trainings are finished") }
    }

    private func tell(_ line: String) {
        if !output.json { StandardError.write("\(line)\n") }
    }

    private func train(_ setup: TrainingSetup) async throws -> Document {
        let job = try TrainingJob(setup, marks: PairMarks(home: ForgeHome()), continues: continues)
        let monitor = TrainMonitor(quiet: output.json)
        let start = ContinuousClock.now
        let evaluation = try await untilInterrupted {
            try await TrainingThread.run { try job.run(shouldStop: $0) { monitor.show($0) } }
        }
        let document = Document(
            name: setup.config.name, folder: setup.folder.url.path, adapter: setup.folder.adapter.path,
            seconds: (ContinuousClock.now - start).seconds,
            last: setup.folder.records().last { $0["loss"] != nil }, evaluation: evaluation,
            leftOut: setup.folder.runRecord()?.data?.leftOut?.count ?? 0)
        if output.json { return document }
        if document.leftOut > 0 {
            print("\(Counted.of(document.leftOut, "pair")) left out: marked as bad (forge train data --review)")
        }
        if let evaluation { print(TrainText.text(of: evaluation)) }
        print("adapter: \(setup.folder.adapter.path) (PEFT; adapter.gguf for llama.cpp)")
        return document
    }
}
