import ArgumentParser
import ForgeCore
import ForgeLab
import ForgeTerminal

struct VoteList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List vote studies with how far their voters are.")

    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await Workshop.open(readsOnly: true) { workshop in
            let studies = try await workshop.votes.list()
            if output.json { return try output.print(json: studies) }
            guard !studies.isEmpty else {
                return print("No vote studies. Make one of two experiments with: forge vote new EXPERIMENT EXPERIMENT")
            }
            print(VoteTable(studies).rendered(for: Terminal.of(descriptor: 1)))
        }
    }
}
