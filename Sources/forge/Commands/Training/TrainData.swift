import ArgumentParser
import ForgeCore
import ForgeTerminal
import ForgeTraining
import Foundation

struct TrainData: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "data", abstract: "Show the pairs that a config would train on: statistics and some to read.",
        discussion: """
            EXAMPLES
              forge train data configs/dpo-smollm2.yaml
              forge train data configs/dpo-smollm2.yaml --pairs 5 --part test
              forge train data configs/dpo-smollm2.yaml --save pairs   # train, validation, test, test-prompts (.jsonl)
            """)

    @Argument(help: "The config file (YAML).", completion: .file(extensions: ["yaml", "yml"]))
    var config: String
    @Option(help: "A file of pairs in the place of the config's.", completion: .file())
    var data: String?
    @Option(help: "How many pairs to show.")
    var pairs = 20
    @Option(help: "Of which part: train, validation or test.")
    var part = "train"
    @Option(help: "A folder to write the parts to.", completion: .directory)
    var save: String?
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard pairs >= 0 else { throw ValidationError("--pairs must not be negative.") }
        guard PairSplit.partNames.contains(part) else {
            throw ValidationError("--part is one of \(PairSplit.partNames.joined(separator: ", ")).")
        }
    }

    private struct Document: Encodable {
        var report: DataReport
        var pairs: [PreferencePair]
    }

    func run() async throws {
        let setup = try await TrainingSetup.load(config, data: data, quiet: output.json)
        let material = try setup.material()
        if let save { try material.split.save(in: URL(filePath: save, directoryHint: .isDirectory)) }
        let chosen = material.split.parts.first { $0.name == part }?.pairs.prefix(pairs) ?? []
        if output.json {
            return try output.print(json: Document(report: material.report, pairs: Array(chosen)))
        }
        let terminal = Terminal.of(descriptor: 1)
        for (index, pair) in chosen.enumerated() {
            print(terminal.text(TrainText.text(of: pair, number: index + 1)) + "\n")
        }
        print(terminal.text(TrainText.text(of: material.report)))
        if let save { print("saved in \(save)") }
    }
}
