import ArgumentParser
import ForgeCatalogue
import ForgeCore
import ForgeTerminal

struct DatasetsSamples: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "samples", abstract: "Show the questions that a config with this n and seed would ask.",
        discussion: """
            EXAMPLE
              forge datasets samples gsm8k --n 3 --seed 7
            """)

    @Argument(help: "A name of the catalogue.")
    var name: String
    @Option(help: "The split (default: the first one).")
    var split: String?
    @Option(name: .customLong("n"), help: "How many.")
    var count = 5
    @Option(help: "The seed.")
    var seed: UInt64 = 0
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let set = try await Libraries().datasets.sample(dataset: name, split: split, count: count, seed: seed)
        if output.json { return try output.print(json: set) }
        let terminal = Terminal.of(descriptor: 1)
        let print = { (text: String) in Swift.print(terminal.text(text)) }
        for (index, sample) in set.samples.enumerated() {
            print("#\(index) (\(sample.id)) \(sample.question)")
            print("   gold: \(sample.answers.prefix(5).joined(separator: " | "))")
            if !sample.passages.isEmpty {
                print("   passages: \(sample.passages.map(\.title).joined(separator: ", "))")
            }
        }
        print("\(set.samples.count) of \(set.population) records of \(set.dataset) \(set.split), \(set.source)")
        print("sample hash \(try set.contentHash())")
    }
}
