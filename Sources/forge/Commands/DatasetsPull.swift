import ArgumentParser
import ForgeCatalogue
import Foundation

struct DatasetsPull: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pull", abstract: "Fetch a data set, verify and keep it.")

    @Argument(help: "Names of the catalogue.")
    var names: [String]
    @Option(help: "The split (default: the first one).")
    var split: String?
    @Flag(help: "Fetch again although it is here.")
    var force = false
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let datasets = try Libraries().datasets
        let (names, split, force, quiet) = (names, split, force, output.json)
        let pulled = try await untilInterrupted {
            var pulled: [(name: String, split: InstalledSplit)] = []
            for name in names {
                let monitor = PullMonitor(quiet: quiet)
                pulled.append(
                    (name, try await datasets.pull(name, split: split, force: force, progress: monitor.handler)))
            }
            return pulled
        }
        if output.json { return try output.print(json: try names.map { DatasetDocument(try datasets.info($0)) }) }
        for (name, split) in pulled {
            print("\(name)  \(ByteText.of(split.bytes))  \(split.source)\n  \(split.url.path)")
        }
    }
}
