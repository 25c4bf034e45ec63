import ArgumentParser
import ForgeCore
import ForgeLab
import ForgeTerminal

struct VoteShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show a study: how far it is, and after its end the results.",
        discussion: """
            EXAMPLES
              forge vote show STUDY
              forge vote show STUDY --votes     # every pair with its names and votes
            """)

    @Argument(help: "Study by id or name.")
    var study: String
    @Flag(help: "List every pair with its names and votes; of closed studies only.")
    var votes = false
    @OptionGroup var output: OutputOptions

    private struct Document: Encodable {
        var results: VoteResults
        var votes: [LedgerEntry]?
        var trainings: [VoteTraining]
    }

    func run() async throws {
        try await Workshop.open(readsOnly: true) { workshop in
            let service = workshop.votes
            let found = try await service.store.findStudy(study)
            let terminal = Terminal.of(descriptor: 1)
            guard found.closedAt != nil || votes else {
                let overview = try await service.overview(found.id)
                if output.json { return try output.print(json: overview) }
                print(VoteTable([overview]).rendered(for: terminal))
                return print("names and results after: forge vote close \(found.id)")
            }
            let results = try await service.results(of: found.id)
            let ledger = votes ? try await service.ledger(of: found.id) : nil
            let trainings = try await VoteTraining.all(of: found.id, in: workshop)
            if output.json {
                return try output.print(json: Document(results: results, votes: ledger, trainings: trainings))
            }
            print(VoteReport(results, ledger: ledger).rendered(for: terminal), terminator: "")
            for training in trainings { print(terminal.paragraph(training.text)) }
        }
    }
}
