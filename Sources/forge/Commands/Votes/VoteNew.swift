import ArgumentParser
import ForgeCore
import ForgeLab

struct VoteNew: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "new", abstract: "Make a vote study of two or more experiments on the same questions.",
        discussion: """
            The first experiment is the baseline. Pairs whose answers are the same text are left out and counted.

            EXAMPLES
              forge vote new demo/naive demo/cot
              forge vote new base tuned --pairs 50 --repeats 0.2 --seed 7 --name helpfulness
            """)

    @Argument(help: "Completed experiments by id or name.")
    var experiments: [String]
    @Option(help: "What voters see as its name; it should not tell what is compared. (default: after the data set)")
    var name: String?
    @Option(help: "Pairs to vote on; spread evenly when there are more than two experiments.")
    var pairs = NewVoteStudy.standardPairs
    @Option(help: "Share of the pairs that comes again with its sides changed, 0 to 0.5.")
    var repeats = NewVoteStudy.standardRepeats
    @Option(help: "Chooses questions, sides and order. (default: any)")
    var seed: UInt32?
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await Workshop.open { workshop in
            let study = try await workshop.votes.create(
                NewVoteStudy(
                    experiments: experiments, name: name, pairs: pairs, repeats: repeats, seed: seed.map(UInt64.init)))
            if output.json { return try output.print(json: study) }
            print(
                "\(study.name) (\(study.id)): \(Counted.of(study.pairs, "pair")), \(study.repeats) of them twice")
            if let omitted = VoteWording.text(study.omitted) { print(omitted) }
            print("vote with: forge vote run \(study.id) --voter NAME")
        }
    }
}
