import ArgumentParser
import ForgeCore
import ForgeLab
import ForgeTerminal

struct VoteClose: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "close", abstract: "End a study: no more votes, names and results are told.")

    @Argument(help: "Study by id or name.")
    var study: String
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await Workshop.open { workshop in
            let found = try await workshop.votes.store.findStudy(study)
            let results = try await workshop.votes.close(found.id)
            if output.json { return try output.print(json: results) }
            print(VoteReport(results).rendered(for: Terminal.of(descriptor: 1)), terminator: "")
        }
    }
}
