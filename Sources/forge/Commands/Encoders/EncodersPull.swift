import ArgumentParser
import ForgeCatalogue
import Foundation

struct EncodersPull: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pull", abstract: "Fetch encoders, verify and keep them.")

    @Argument(help: "Names of the catalogue.")
    var names: [String]
    @Flag(help: "Fetch again although it is here.")
    var force = false
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let encoders = try Libraries().encoders
        let (names, force, quiet) = (names, force, output.json)
        let pulled = try await untilInterrupted {
            var pulled: [InstalledEncoder] = []
            for name in names {
                pulled.append(
                    try await encoders.pull(name, force: force, progress: PullMonitor(quiet: quiet).handler))
            }
            return pulled
        }
        if output.json { return try output.print(json: try names.map { try encoders.info($0).summary }) }
        for encoder in pulled {
            print("\(encoder.name)  \(ByteText.of(encoder.bytes))  \(encoder.source)\n  \(encoder.folder.path)")
        }
    }
}
