import ForgeCore
import Foundation

/// README.md of an adapter: what it is, from which data, under which settings, and how its training went.
struct ModelCard {
    let config: TrainingConfig
    let base: BaseModel
    let data: DataReport
    let records: [TrainingRecord]
    let evaluation: HeldOutEvaluation?

    func text() throws -> String {
        // A card is published: it names the model and the file, not the folders of this machine.
        var published = config
        published.model = base.name
        published.data.path = URL(filePath: config.data.path).lastPathComponent
        let settings = try JSON.text(published, pretty: true)
        return """
            ---
            base_model: \(base.name)
            library_name: peft
            tags: [dpo, lora, llm-forge]
            ---

            # \(config.name)

            A LoRA adapter for \(base.name), trained by direct preference optimisation with LLM Forge.

            Files: `\(PEFTAdapter.weightsFile)` and `\(PEFTAdapter.configFile)` for PEFT, `adapter.gguf` for llama.cpp.
            Base weights: SHA-256 `\(base.sha256)`.

            ## Data

            `\(data.file)` (SHA-256 `\(data.fileSHA256)`): \(data.rows) rows, \(data.usable) usable pairs.
            \(lineage)
            | part | pairs | SHA-256 of its lines |
            |---|---|---|
            \(data.parts.map { "| \($0.name) | \($0.pairs) | `\($0.sha256)` |" }.joined(separator: "\n"))

            ## Held-out pairs

            \(heldOut)

            ## Training

            \(curve)

            ## Settings

            ```json
            \(settings)
            ```

            """
    }

    /// Empty where nothing is known.
    private var lineage: String {
        guard let lineage = data.lineage else { return "" }
        return "\n" + lineage.lines.map { "- \($0)" }.joined(separator: "\n") + "\n"
    }

    private var heldOut: String {
        guard let evaluation else { return "None were held out." }
        func percent(_ value: Double) -> String { String(format: "%.1f %%", value * 100) }
        var lines = [
            "Reward accuracy \(percent(evaluation.rewardAccuracy.value)) (95 % interval "
                + "\(percent(evaluation.rewardAccuracy.low)) to \(percent(evaluation.rewardAccuracy.high))) on "
                + "\(evaluation.pairs) pairs; before training it is undefined, for all rewards are 0.",
            "Reward margin "
                + String(
                    format: "%.4f (%.4f to %.4f).", evaluation.margin.value, evaluation.margin.low,
                    evaluation.margin.high),
        ]
        lines.append(
            "The chosen answer is the more probable one in \(percent(evaluation.preferredBefore)) of the pairs before "
                + "and \(percent(evaluation.preferredAfter)) after.")
        return lines.joined(separator: "\n")
    }

    /// At most twenty rows, evenly over the steps.
    private var curve: String {
        let steps = records.filter { $0["loss"] != nil }
        guard !steps.isEmpty else { return "No steps." }
        let every = max(1, (steps.count + 19) / 20)
        let shown = steps.enumerated().filter { $0.offset % every == every - 1 || $0.offset == steps.count - 1 }
        let rows = shown.map { _, record in
            String(
                format: "| %d | %.4f | %.3f | %.4f | %.3f | %.2e |", record.step, record["loss"] ?? .nan,
                record["rewards/accuracies"] ?? .nan, record["rewards/margins"] ?? .nan, record["grad_norm"] ?? .nan,
                record["learning_rate"] ?? .nan)
        }
        return (["| step | loss | accuracy | margin | gradient | learning rate |", "|---|---|---|---|---|---|"] + rows)
            .joined(separator: "\n")
    }
}
