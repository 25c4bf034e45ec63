import ArgumentParser
import ForgeCore
import ForgeTerminal
import ForgeTraining
import ForgeTuning
import Foundation

struct TrainData: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "data", abstract: "Show the pairs that a config would train on: statistics and some to read.",
        discussion: """
            --review shows one pair after the other with the words that differ, and marks bad ones. Trainings leave \
            marked pairs out, count them, and put them into the data's hash.

            EXAMPLES
              forge train data configs/dpo-smollm2.yaml
              forge train data configs/dpo-smollm2.yaml --pairs 5 --part test
              forge train data configs/dpo-smollm2.yaml --review
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
    @Flag(help: "Read the pairs one by one and mark bad ones.")
    var review = false
    @Option(help: "A folder to write the parts to.", completion: .directory)
    var save: String?
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard pairs >= 0 else { throw ValidationError("--pairs must not be negative.") }
        guard PairSplit.partNames.contains(part) else {
            throw ValidationError("--part is one of \(PairSplit.partNames.joined(separator: ", ")).")
        }
        guard !review || !output.json else { throw ValidationError("--review and --json exclude each other.") }
    }

    private struct Document: Encodable {
        var report: DataReport
        var pairs: [PreferencePair]
        /// Hashes of the pairs, in the same order: what marks name.
        var ids: [String]
    }

    func run() async throws {
        let setup = try await TrainingSetup.load(config, data: data, quiet: output.json)
        let marks = PairMarks(home: ForgeHome())
        // Who reviews sees marked pairs too, to take marks away.
        let marked = review ? [] : try marks.ids()
        // Tokenising takes minutes with many pairs and must not hold a thread of the shared pool.
        let material = try await TrainingThread.run { _ in try setup.material(leavingOut: marked) }
        if let save { try material.split.save(in: URL(filePath: save, directoryHint: .isDirectory)) }
        let chosen = Array(material.split.parts.first { $0.name == part }?.pairs.prefix(pairs) ?? [])
        if output.json {
            return try output.print(
                json: Document(report: material.report, pairs: chosen, ids: chosen.map(\.id)))
        }
        let terminal = Terminal.of(descriptor: 1)
        if review {
            try PairReviewer(pairs: chosen, marks: marks, terminal: terminal).run()
        } else {
            for (index, pair) in chosen.enumerated() {
                print(TrainText.text(of: pair, number: index + 1, terminal: terminal) + "\n")
            }
        }
        print(terminal.text(TrainText.text(of: material.report)))
        if let save { print("saved in \(save)") }
    }
}
