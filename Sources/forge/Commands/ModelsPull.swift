import ArgumentParser
import ForgeCatalogue

struct ModelsPull: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pull", abstract: "Fetch models, verify and keep them.",
        discussion: """
            An interrupted download continues where it stopped. HF_TOKEN, HF_ENDPOINT, HF_HOME and HF_HUB_OFFLINE are \
            respected.

            EXAMPLE
              forge models pull smollm2-135m-instruct gemma3-270m
            """)

    @Argument(help: "Names of the catalogue.")
    var names: [String]
    @Flag(help: "Fetch again although it is here.")
    var force = false
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let models = try Libraries().models
        let (names, force, quiet) = (names, force, output.json)
        let files = try await untilInterrupted {
            var files: [ModelFile] = []
            for name in names {
                files.append(try await models.pull(name, force: force, progress: PullMonitor(quiet: quiet).handler))
            }
            return files
        }
        if output.json { return try output.print(json: try names.map { ModelDocument(try models.info($0)) }) }
        for file in files { print("\(file.name)  \(ByteText.of(file.bytes))  sha256 \(file.sha256)\n  \(file.path)") }
    }
}
