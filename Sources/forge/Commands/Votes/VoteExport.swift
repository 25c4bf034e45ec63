import ArgumentParser
import ForgeCore
import ForgeLab
import Foundation

struct VoteExport: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Write the votes of a closed study as preference pairs.",
        discussion: """
            Of every pair of answers the one that most voters preferred is the chosen one; ties are left out and counted. \
            Beside FILE, FILE\(VoteLineage.fileSuffix) says where the pairs come from; `forge train` keeps that with the \
            adapter.

            EXAMPLES
              forge vote export STUDY --to votes.jsonl
              forge vote export STUDY --format trl --judge qwen3-4b --to judged.jsonl
              forge train run configs/dpo-smollm2.yaml --data votes.jsonl
            """)

    @Argument(help: "Study by id or name.")
    var study: String
    @Option(help: "jsonl (texts) or trl (messages).")
    var format: VotePreferences.Format = .jsonl
    @Option(help: "A model that judged, in the place of people.")
    var judge: String?
    @Option(help: "File to write (default: standard output, without lineage).", completion: .file())
    var to: String?

    func run() async throws {
        try await Workshop.open(readsOnly: true) { workshop in
            let found = try await workshop.votes.store.findStudy(study)
            let preferences = try await workshop.votes.preferences(of: found.id, judge: judge)
            let data = try preferences.data(format)
            guard let to else { return try FileHandle.standardOutput.write(contentsOf: data) }
            let lineage = preferences.lineage(of: data, format)
            let files = [(to, data), (to + VoteLineage.fileSuffix, try JSON.data(lineage, pretty: true))]
            for (path, contents) in files {
                try OutputFile(path: path, option: "--to", content: "votes", code: "export.unwritable").write(contents)
            }
            let dropped = lineage.dropped.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }
            print("wrote \(to): \(Counted.of(preferences.pairs, "pair"))")
            if !dropped.isEmpty { print("left out: \(dropped.joined(separator: ", "))") }
        }
    }
}

extension VotePreferences.Format: ExpressibleByArgument {}
