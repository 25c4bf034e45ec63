import ArgumentParser

struct EncodersCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "encoders",
        abstract: "List, fetch and remove embedders, rerankers and judges of entailment.",
        discussion: """
            Encoders read text and write none: retrieval and faithfulness need them. A folder in Hugging Face layout can be
            named by its path wherever an encoder is asked for.

            EXAMPLES
              forge encoders list
              forge encoders pull all-minilm-l6-v2
            """,
        subcommands: [EncodersList.self, EncodersPull.self, EncodersInfo.self, EncodersRemove.self],
        defaultSubcommand: EncodersList.self)
}
