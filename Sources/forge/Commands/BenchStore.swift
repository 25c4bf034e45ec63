import ArgumentParser
import ForgeCore
import ForgeLab
import ForgeStore
import ForgeTerminal
import Foundation

struct BenchStore: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "store", abstract: "Time recording and reading on a store of this size.",
        discussion: """
            The store is a temporary file, or with --keep a home folder that stays: a second run measures what the first
            one made, and a server can be tried on it. --database measures an empty PostgreSQL database (or the one that
            an earlier run filled); what is made there stays.

            EXAMPLES
              forge bench store --predictions 100000
              forge bench store --experiments 10000 --samples 98 --predictions 20000 --keep /tmp/large
              FORGE_HOME=/tmp/large forge serve
              forge bench store --database postgresql://forge:secret@localhost/bench
            """)

    @Option(help: "Samples of the large experiment.")
    var predictions = 100_000
    @Option(help: "Small experiments beside it.")
    var experiments = 200
    @Option(help: "Samples of each small experiment.")
    var samples = 10
    @Option(help: "A home folder for the store; it may have one from an earlier benchmark.")
    var keep: String?
    @Option(help: ArgumentHelp("A PostgreSQL database for the store, of its own.", valueName: "URL"))
    var database: String?
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard keep == nil || database == nil else { throw ValidationError("--keep belongs to a store in a file.") }
        guard (1...10_000_000).contains(predictions), (0...100_000).contains(experiments),
            (1...10_000).contains(samples)
        else {
            throw ValidationError(
                "--predictions must be from 1 to 10000000, --experiments from 0 to 100000, --samples from 1 to 10000.")
        }
    }

    func run() async throws {
        let folder =
            keep.map { URL(filePath: $0, directoryHint: .isDirectory) }
            ?? FileManager.default.temporaryDirectory.appending(path: "forge-bench-\(ExperimentID.make())")
        defer { if keep == nil { try? FileManager.default.removeItem(at: folder) } }
        let store: any BenchmarkStore =
            if let database { try await PostgresStore.open(PostgresAddress(database)) } else {
                try await SQLiteStore.open(at: ForgeHome(root: folder).database)
            }
        let report = try await StoreBenchmark(store: store, options: try options).run { note in
            StandardError.write("\(note)\n")
        }
        try await store.close()
        if output.json { return try output.print(json: report) }
        print(text(of: report))
    }

    private var options: StoreBenchmark.Options {
        get throws {
            let config = try ConfigLoader(methods: Methods.schemas).load(text: ConfigReference.template)
            return StoreBenchmark.Options(
                predictions: predictions, experiments: experiments, samples: samples,
                config: try JSON.decode(from: JSON.data(config.experiments.first)))
        }
    }

    private func text(of report: StoreBenchmarkReport) -> String {
        var table = TextTable([
            .init("reading"), .init("median ms", .right), .init("p99 ms", .right), .init("n", .right),
        ])
        for reading in report.readings {
            table.add([
                .init(reading.name), .init(NumberText.decimal(reading.median, places: 2)),
                .init(NumberText.decimal(reading.p99, places: 2)), .init("\(reading.repetitions)"),
            ])
        }
        let speed = report.recordedPerSecond.map {
            "\(NumberText.count(report.predictions)) samples recorded at \(NumberText.significant($0))/s\n"
        }
        return (speed ?? "") + table.rendered(for: Terminal.of(descriptor: 1))
    }
}
