import ArgumentParser

struct EncodersCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "encoders",
        abstract: "List, fetch and remove embedders, rerankers and judges of entailment.",
        discussion: """
            Encoders read text and write none: retrieval and faithfulness need them. A reranker or an NLI model in Hugging
            Face layout can be named by the path of its folder. The embedder of a knowledge base needs a name in the
            catalogue (catalogue.yaml in FORGE_HOME), which outlives a move of the folder.

            EXAMPLES
              forge encoders list
              forge encoders pull all-minilm-l6-v2
            """,
        subcommands: [EncodersList.self, EncodersPull.self, EncodersInfo.self, EncodersRemove.self],
        defaultSubcommand: EncodersList.self)
}
