import ArgumentParser
import ForgeCatalogue
import ForgeCore
import ForgeLab
import ForgeNetworks
import ForgeTerminal
import Foundation

struct BenchEncoder: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "encoder", abstract: "Time an embedder on texts, tokenising included.",
        discussion: """
            The texts are the lines of a file; of JSON Lines the `text` of each record. Every round embeds all of them.

            EXAMPLE
              forge bench encoder --texts corpus.jsonl --limit 300
            """)

    @Option(help: "A file with one text a line, or .jsonl.")
    var texts: String
    @Option(help: "Only the first so many texts.")
    var limit = 300
    @Option(help: "The embedder, by name or folder (default: the catalogue's).")
    var embedder: String?
    @Option(help: "Precisions, separated by commas: float32, bfloat16, automatic.")
    var precision = "float32,bfloat16"
    @Option(help: "Rounds; the median counts.")
    var rounds = 5
    @Option(help: "Texts of one call.")
    var batch = 100
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard limit > 0, (1...1000).contains(rounds), (1...100_000).contains(batch) else {
            throw ValidationError("--limit, --rounds and --batch must be 1 or more.")
        }
        _ = try precisions()
    }

    func run() async throws {
        let library = try Libraries().encoders
        let encoder = try library.resolve(try embedder ?? library.defaultName(.embedder), kind: .embedder)
        let texts = try readTexts()
        var results: [EncoderBenchmark.Result] = []
        for precision in try precisions() {
            let options = EncoderOptions(name: encoder.name, sha256: encoder.sha256, precision: precision)
            let model = try EncoderFolder(at: encoder.folder, options: options).embedder()
            results.append(try await EncoderBenchmark(rounds: rounds, batch: batch).run(model, texts: texts))
        }
        if output.json { return try output.print(json: results) }
        print(Self.table(results).rendered(for: Terminal.of(descriptor: 1)))
    }

    private func precisions() throws -> [PrecisionChoice] {
        try precision.split(separator: ",").map { word in
            guard let choice = PrecisionChoice(rawValue: String(word)) else {
                throw ValidationError("--precision: `\(word)` is not one of float32, bfloat16, automatic.")
            }
            return choice
        }
    }

    private func readTexts() throws -> [String] {
        guard let data = FileManager.default.contents(atPath: texts), let text = String(validating: data, as: UTF8.self)
        else { throw CommandError(.notFound, "bench.texts", "Cannot read \(texts) as UTF-8 text.") }
        let lines = text.split(separator: "\n").prefix(limit)
        guard texts.hasSuffix(".jsonl") else { return lines.map(String.init) }
        return lines.compactMap { line in
            let record: JSONValue? = try? JSON.decode(from: Data(line.utf8))
            return record?["text"]?.string
        }
    }

    private static func table(_ results: [EncoderBenchmark.Result]) -> TextTable {
        var table = TextTable([
            .init("precision"), .init("texts", .right), .init("tokens a text", .right), .init("texts/s", .right),
            .init("tokens/s", .right), .init("GFLOP/s", .right),
        ])
        for result in results {
            table.add([
                .init(result.precision), .init(NumberText.count(result.texts)),
                .init(NumberText.decimal(result.meanTokens, places: 1)),
                .init(NumberText.significant(result.textsPerSecond)),
                .init(NumberText.significant(result.tokensPerSecond)),
                .init(NumberText.significant(result.gigaflopsPerSecond)),
            ])
        }
        return table
    }
}
