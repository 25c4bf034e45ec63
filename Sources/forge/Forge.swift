import ArgumentParser
import ForgeLab

/// The `forge` command.
struct Forge: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "forge",
        abstract: "Run, score and compare language-model experiments on your own machine.",
        discussion: """
            One config file describes an experiment: a method, a model, a data set, a sample. forge runs it, logs every \
            model call, scores with published metrics and honest intervals, and tells whether a difference is more than luck.

            EXAMPLE
              forge run configs/demo.yaml
              forge compare demo/naive demo/cot
            """,
        version: BuildInfo.version,
        groupedSubcommands: [
            CommandGroup(
                name: "Experiments",
                subcommands: [
                    Run.self, Resume.self, List.self, Show.self, Compare.self, Rescore.self, CanaryCommand.self,
                    Export.self, ReportCommand.self, Delete.self, Serve.self, Worker.self, TokenCommand.self,
                ]),
            CommandGroup(
                name: "Material",
                subcommands: [
                    ModelsCommand.self, DatasetsCommand.self, EncodersCommand.self, CorporaCommand.self,
                    KnowledgeCommand.self, TrainCommand.self, VoteCommand.self,
                ]),
            CommandGroup(
                name: "Checks",
                subcommands: [
                    Validate.self, BenchCommand.self, Advise.self, DatabaseCommand.self, Doctor.self,
                ]),
        ])
}
