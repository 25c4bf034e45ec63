import ArgumentParser

struct ReportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report", abstract: "Make results into something that others can read.",
        discussion: """
            EXAMPLE
              forge report site --output report
            """,
        subcommands: [ReportSiteCommand.self])
}
