import ArgumentParser

struct KnowledgeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "kb",
        abstract: "Make, fill, search and measure knowledge bases for retrieval.",
        discussion: """
            A knowledge base holds documents cut into chunks, with an index of their words (BM25) and, unless it was made
            with --no-embedder, a vector for each chunk. The method `rag` reads from it.

            EXAMPLES
              forge kb create wiki --source wikipedia-vital
              forge kb search wiki "who painted the ceiling of the sistine chapel" --method hybrid
              forge kb create notes --source ~/notes --tokens 128
              forge kb ingest notes ~/notes
            """,
        subcommands: [
            KnowledgeCreate.self, KnowledgeIngest.self, KnowledgeList.self, KnowledgeShow.self, KnowledgeSearch.self,
            KnowledgeEvaluate.self, KnowledgeDelete.self,
        ],
        defaultSubcommand: KnowledgeList.self)
}
