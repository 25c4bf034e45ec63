import ArgumentParser
import ForgeCore
import ForgeEngines
import ForgeLab
import ForgeStore
import Foundation

struct BenchRunner: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "runner",
        abstract: "Time what the runner adds to each sample: prompt, parsing, scoring, storing.",
        discussion: """
            An engine that answers at once stands in for the model, so that all of the time is the runner's own.

            EXAMPLE
              forge bench runner --samples 5000
            """)

    @Option(help: "Samples to answer.")
    var samples = 5000
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard (1...1_000_000).contains(samples) else { throw ValidationError("--samples must be from 1 to 1000000.") }
    }

    private struct Report: Encodable {
        var samples: Int
        var seconds: Double
        var millisecondsPerSample: Double
    }

    func run() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "forge-bench-\(ExperimentID.make())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let store = try await SQLiteStore.open(at: folder.appending(path: "bench.sqlite"))
        let seconds = try await time(in: store)
        try await store.close()
        let report = Report(samples: samples, seconds: seconds, millisecondsPerSample: seconds / Double(samples) * 1000)
        if output.json { return try output.print(json: report) }
        print(
            "\(report.samples) samples in \(NumberText.seconds(seconds)): "
                + "\(NumberText.decimal(report.millisecondsPerSample, places: 3)) ms per sample")
    }

    private func time(in store: SQLiteStore) async throws -> Double {
        let set = SampleSet(
            dataset: "bench", split: "all", datasetHash: "", source: "made up", seed: 0, population: samples,
            samples: (0..<samples).map {
                Sample(id: "\($0)", question: "What is \($0) plus one?", answers: ["\($0 + 1)"], task: .openQuestion)
            })
        let experiment = Experiment(
            name: "bench", method: "cot", model: "scripted", dataset: set.dataset, split: set.split, seed: 0,
            total: samples, config: .object([:]), configHash: "", sampleHash: try set.contentHash())
        try await store.create(experiment, samples: set)
        let engine = ScriptedEngine(.closure { _ in "One more than the number is what is asked for.\nAnswer: 7" })
        let answerer = SampleAnswerer(
            experimentID: experiment.id, method: try Methods.make(MethodConfig(name: "cot")), engine: engine,
            settings: BenchSettings(generation: .init(), seed: 0),
            metrics: try Scoring.metrics(named: [], for: set.samples))
        let owner = RunOwner(host: "bench", pid: Int(ProcessInfo.processInfo.processIdentifier), token: experiment.id)
        let start = ContinuousClock.now
        _ = try await ExperimentRunner(
            store: store, owner: owner, answerer: answerer, samples: set, concurrency: 16
        ).run()
        return (ContinuousClock.now - start).seconds
    }
}
