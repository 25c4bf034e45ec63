import ArgumentParser
import ForgeCore
import ForgeLab
import ForgeStore
import ForgeTerminal
import Foundation

struct BenchStore: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "store", abstract: "Time recording and reading on a store of this size, in a temporary file.",
        discussion: """
            EXAMPLE
              forge bench store --predictions 100000
            """)

    @Option(help: "Samples of the large experiment.")
    var predictions = 100_000
    @Option(help: "Small experiments beside it.")
    var experiments = 200
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard (1...10_000_000).contains(predictions), (0...100_000).contains(experiments) else {
            throw ValidationError("--predictions must be from 1 to 10000000, --experiments from 0 to 100000.")
        }
    }

    func run() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "forge-bench-\(ExperimentID.make())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let store = try await SQLiteStore.open(at: folder.appending(path: "bench.sqlite"))
        let options = StoreBenchmark.Options(predictions: predictions, experiments: experiments)
        let report = try await StoreBenchmark(store: store, options: options).run()
        try await store.close()
        if output.json { return try output.print(json: report) }
        print(
            "\(NumberText.count(report.predictions)) samples recorded at \(NumberText.significant(report.recordedPerSecond))/s"
        )
        var table = TextTable([
            .init("reading"), .init("median ms", .right), .init("p99 ms", .right), .init("n", .right),
        ])
        for reading in report.readings {
            table.add([
                .init(reading.name), .init(NumberText.decimal(reading.median, places: 2)),
                .init(NumberText.decimal(reading.p99, places: 2)), .init("\(reading.repetitions)"),
            ])
        }
        print(table.rendered(for: Terminal.of(descriptor: 1)))
    }
}
