import ArgumentParser

struct TrainCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "train",
        abstract: "Train LoRA adapters on preference pairs (DPO).",
        discussion: """
            Training runs on the CPU in float32, from a GGUF file or a Hugging Face folder of a Llama, SmolLM2, Mistral \
            or Qwen2 model. The adapter is written for PEFT and for llama.cpp. `forge serve` shows trainings with their \
            curves, also those that run elsewhere.

            EXAMPLES
              forge train data configs/dpo-smollm2.yaml
              forge train run configs/dpo-smollm2.yaml
              forge train list
              forge train show dpo-smollm2
              forge train export configs/dpo-mistral-7b.yaml   # the same for TRL on a GPU, as script and notebook
            """,
        subcommands: [
            TrainRun.self, TrainData.self, TrainList.self, TrainShow.self, TrainDelete.self, TrainExport.self,
        ])
}
