package import ForgeCore

/// Asks the question and takes what comes: the baseline of every study.
package struct Naive: Method {
    package static let name = "naive"
    package static let summary = "the question alone (or after a few examples), the output taken as the answer"
    package static let options = PromptOptions.fields(shots: 0)

    private let prompts: PromptBuilder

    package init(options: MethodOptions) throws {
        prompts = PromptBuilder(options: try PromptOptions(options), reasoning: nil)
    }

    package var label: String { prompts.options.shots > 0 ? "naive.few-shot" : "naive" }
    package var promptTemplate: String { prompts.template }

    package func check(_ tasks: Set<TaskFamily>) throws { try prompts.check(tasks) }

    package func answer(_ sample: Sample, using bench: Bench) async throws -> MethodAnswer {
        let prompt = try prompts.prompt(for: sample, chat: bench.usesChat(prompts.options.format))
        let limit = sample.task == .truthfulness ? 64 : 32
        let generation = try await bench.generate(prompt, as: Call(maxTokens: limit, stop: prompts.stops(for: prompt)))
        return MethodAnswer(
            output: generation.text,
            answer: AnswerParser.parse(
                generation.text, finishReason: generation.finishReason, task: sample.task, style: .direct))
    }
}
