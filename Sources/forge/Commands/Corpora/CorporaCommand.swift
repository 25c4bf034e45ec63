import ArgumentParser

struct CorporaCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "corpora",
        abstract: "List, fetch and remove collections of documents for knowledge bases.",
        discussion: """
            EXAMPLES
              forge corpora list
              forge corpora pull wikipedia-vital
              forge kb create wiki --source wikipedia-vital
            """,
        subcommands: [CorporaList.self, CorporaPull.self, CorporaInfo.self, CorporaRemove.self],
        defaultSubcommand: CorporaList.self)
}
