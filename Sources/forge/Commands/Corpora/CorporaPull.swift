import ArgumentParser
import ForgeCatalogue
import Foundation

struct CorporaPull: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pull", abstract: "Fetch corpora, verify and keep them; knowledge bases are made from them.")

    @Argument(help: "Names of the catalogue.")
    var names: [String]
    @Flag(help: "Fetch again although it is here.")
    var force = false
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let corpora = try Libraries().corpora
        let (names, force, quiet) = (names, force, output.json)
        let pulled = try await untilInterrupted {
            var pulled: [InstalledCorpus] = []
            for name in names {
                pulled.append(
                    try await corpora.pull(name, force: force, progress: PullMonitor(quiet: quiet).handler))
            }
            return pulled
        }
        if output.json { return try output.print(json: try names.map { try corpora.info($0).summary }) }
        for corpus in pulled {
            let size = corpus.bytes.map(ByteText.of) ?? "folder"
            print("\(corpus.name)  \(size)  \(corpus.source)\n  \(corpus.url.path)")
        }
    }
}
