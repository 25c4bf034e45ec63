package import ForgeCore

/// Lets the model reason before it answers.
///
/// Zero-shot as Kojima et al. 2022 ("Let's think step by step"), few-shot as Wei et al. 2022 (worked examples).
package struct ChainOfThought: Method {
    package static let name = "cot"
    package static let summary = "chain of thought: step-by-step reasoning, then the answer; zero-shot or few-shot"
    package static let options =
        PromptOptions.fields(shots: 0) + [
            ConfigField(
                "extraction", .choice(["marker", "second-call"]), default: "marker",
                help: "how the answer is taken from the reasoning: parsed by its marker, or asked for in a second call")
        ]

    private enum Extraction: String { case marker, secondCall = "second-call" }

    private let prompts: PromptBuilder
    private let extraction: Extraction

    package init(options: MethodOptions) throws {
        prompts = PromptBuilder(options: try PromptOptions(options), reasoning: .stepByStep)
        extraction = options.choice("extraction", default: .marker)
    }

    package var label: String { prompts.options.shots > 0 ? "cot.few-shot" : "cot.zero-shot" }
    package var promptTemplate: String {
        let extraction = extraction == .secondCall ? TaskFamily.allCases.map(TaskWording.extraction) : []
        return ([prompts.template] + extraction).joined(separator: "\n")
    }

    package func check(_ tasks: Set<TaskFamily>) throws { try prompts.check(tasks) }

    package func answer(_ sample: Sample, using bench: Bench) async throws -> MethodAnswer {
        let prompt = try prompts.prompt(for: sample, chat: bench.usesChat(prompts.options.format))
        let call = Call(maxTokens: 256, stop: prompts.stops(for: prompt))
        let reasoning = try await bench.generate(prompt, as: call)
        if extraction == .secondCall {
            return try await conclude(reasoning, prompt: prompt, sample: sample, bench: bench)
        }
        return MethodAnswer(
            output: reasoning.text,
            answer: AnswerParser.parse(
                reasoning.text, finishReason: reasoning.finishReason, task: sample.task, style: .reasoned))
    }

    /// The second prompt of Kojima et al.: the reasoning stays before it, so its prefix comes from the cache.
    private func conclude(
        _ reasoning: Generation, prompt: Prompt, sample: Sample, bench: Bench
    ) async throws -> MethodAnswer {
        let question = prompts.extractionPrompt(after: prompt, reasoning: reasoning.text, task: sample.task)
        let call = Call(step: 1, purpose: "extraction", maxTokens: 32, stop: ["\n"])
        let generation = try await bench.generate(question, as: call)
        var answer = AnswerParser.parse(
            generation.text, finishReason: generation.finishReason, task: sample.task, style: .direct)
        if reasoning.finishReason == .length, !answer.flags.contains(.truncated) { answer.flags.append(.truncated) }
        return MethodAnswer(
            output: generation.text, answer: answer,
            trace: ["reasoning": .string(reasoning.text), "extraction": .string(generation.text)])
    }
}
