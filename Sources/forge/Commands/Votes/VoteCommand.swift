import ArgumentParser

struct VoteCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "vote",
        abstract: "Let people (or a model) compare answers blindly, and train on what they prefer.",
        discussion: """
            A vote study shows pairs of answers of experiments on the same questions, sides by chance, some pairs twice. \
            Names and figures are told when it is closed. `forge serve` has the same as pages.

            EXAMPLES
              forge vote new demo/base demo/tuned --pairs 50
              forge vote run STUDY --voter Ann
              forge vote judge STUDY --model qwen3-4b --type vllm
              forge vote close STUDY
              forge vote export STUDY --to votes.jsonl     # forge train reads it
            """,
        subcommands: [
            VoteNew.self, VoteRun.self, VoteList.self, VoteShow.self, VoteClose.self, VoteJudgeCommand.self,
            VoteExport.self, VoteDelete.self,
        ])
}
