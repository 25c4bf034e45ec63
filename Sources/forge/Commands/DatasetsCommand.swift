import ArgumentParser

struct DatasetsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "datasets",
        abstract: "List, fetch, look into and remove data sets.",
        discussion: """
            EXAMPLES
              forge datasets list
              forge datasets pull nq-open
              forge datasets samples nq-open --n 5 --seed 7
            """,
        subcommands: [
            DatasetsList.self, DatasetsPull.self, DatasetsInfo.self, DatasetsSamples.self, DatasetsRemove.self,
        ],
        defaultSubcommand: DatasetsList.self)
}
