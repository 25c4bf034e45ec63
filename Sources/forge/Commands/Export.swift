import ArgumentParser
import ForgeCore
import ForgeLab
import Foundation

struct Export: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Write an experiment as JSON, JSON lines, CSV or lm-eval results.",
        discussion: """
            Formats:
            \(ExportFormats.all.map { "  \($0.name.padding(toLength: 16, withPad: " ", startingAt: 0)) \($0.summary)" }.joined(separator: "\n"))

            EXAMPLES
              forge export demo/cot --format csv --to cot.csv
              forge export demo/cot --format json --calls > cot.json
            """)

    @Argument(help: "Experiment by id or name.")
    var experiment: String
    @Option(help: "One of the formats above.")
    var format = "json"
    @Option(
        help: "File to write; replaced as a whole when it is complete (default: standard output).", completion: .file())
    var to: String?
    @Flag(help: "Include every model call, where the format can hold them.")
    var calls = false

    func run() async throws {
        let chosen = try ExportFormats.named(format)
        try await Workshop.open(readsOnly: true) { workshop in
            let found = try await workshop.store.meant(by: experiment)
            let source = try await ExportSource(found, in: workshop.store, includesCalls: calls)
            if let to {
                try await ExperimentExport.write(source, as: chosen, to: URL(filePath: to))
                StandardError.write("wrote \(to)\n")
            } else {
                try await ExperimentExport.write(source, as: chosen) {
                    try FileHandle.standardOutput.write(contentsOf: $0)
                }
            }
        }
    }
}
