import ArgumentParser
import ForgeCatalogue

struct CorporaInfo: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "info", abstract: "Show where a corpus comes from and its licence.")

    @Argument(help: "A name of the catalogue.")
    var name: String
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let corpus = try Libraries().corpora.info(name).summary
        if output.json { return try output.print(json: corpus) }
        print("\(corpus.name): \(corpus.summary)")
        print("layout   \(corpus.layout.rawValue)\nlicence  \(corpus.licence)")
        for source in corpus.sources { print("source   \(source.source)") }
        print("here     \(corpus.path ?? "no; fetch it with: forge corpora pull \(corpus.name)")")
    }
}
