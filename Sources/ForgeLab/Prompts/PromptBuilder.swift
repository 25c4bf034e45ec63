package import ForgeCore

package enum ReasoningStyle: String, Sendable {
    case stepByStep = "Let's think step by step."
}

/// Makes the prompt of one sample: instruction, examples, passages, question, in chat or plain form.
///
/// What is the same for all samples comes first, so that it is computed once and shared (prefix caching).
package struct PromptBuilder: Sendable {
    package let options: PromptOptions
    /// Nil asks for the answer at once.
    package let reasoning: ReasoningStyle?

    package init(options: PromptOptions, reasoning: ReasoningStyle?) {
        self.options = options
        self.reasoning = reasoning
    }

    package func prompt(for sample: Sample, chat: Bool) throws -> Prompt {
        let examples = try options.examples.first(options.shots, of: sample.task)
        return chat ? chatPrompt(sample, examples) : plainPrompt(sample, examples)
    }

    /// - Throws: `LabError` when there are too few examples for one of these families.
    package func check(_ tasks: Set<TaskFamily>) throws {
        for task in tasks { _ = try options.examples.first(options.shots, of: task) }
    }

    /// The prompt of a placeholder question for every task family, in both forms: what the provenance hashes.
    package var template: String {
        TaskFamily.allCases.flatMap { task in
            let sample = Sample(
                id: "", question: "{question}", answers: [],
                passages: [Passage(title: "{title}", sentences: ["{text}"])],
                task: task)
            return [true, false].map { chat in
                (try? prompt(for: sample, chat: chat)).flatMap { try? JSON.text($0) } ?? "(no examples for \(task))"
            }
        }.joined(separator: "\n")
    }

    /// Plain text goes on with the next question of its own accord; a chat turn ends by itself.
    package func stops(for prompt: Prompt) -> [String] {
        if case .chat = prompt { return [] }
        return reasoning == nil ? ["\n"] : ["\nQuestion:", "\n\nQuestion"]
    }

    /// Appends the model's reasoning and asks for the conclusion.
    package func extractionPrompt(after prompt: Prompt, reasoning: String, task: TaskFamily) -> Prompt {
        let ask = TaskWording.extraction(for: task)
        switch prompt {
        case .text(let text): return .text("\(text)\(reasoning)\n\(ask)")
        case .chat(let messages):
            return .chat(messages + [ChatMessage(.assistant, reasoning), ChatMessage(.user, ask + "?")])
        }
    }

    // MARK: Chat form

    private func chatPrompt(_ sample: Sample, _ examples: [FewShotExample]) -> Prompt {
        var messages: [ChatMessage] = []
        for example in examples {
            messages.append(ChatMessage(.user, turn(question: example.question, task: sample.task, context: "")))
            messages.append(ChatMessage(.assistant, solution(example, separator: "\nAnswer: ")))
        }
        messages.append(
            ChatMessage(.user, turn(question: sample.question, task: sample.task, context: context(of: sample))))
        return .chat(messages)
    }

    private func turn(question: String, task: TaskFamily, context: String) -> String {
        let instruction =
            options.instruction
            ?? (reasoning == nil ? TaskWording.instruction(for: task) : TaskWording.reasoningInstruction(for: task))
        var parts = [instruction, context, "Question: \(question)"].filter { !$0.isEmpty }
        if let reasoning { parts.append(reasoning.rawValue) }
        return parts.joined(separator: "\n\n")
    }

    // MARK: Plain form

    private func plainPrompt(_ sample: Sample, _ examples: [FewShotExample]) -> Prompt {
        let shown = examples.map { "Question: \($0.question)\nAnswer: \(plainSolution($0))\n\n" }.joined()
        let context = context(of: sample)
        let opening = reasoning.map { "Answer: \($0.rawValue)" } ?? "Answer:"
        return .text("\(shown)\(context.isEmpty ? "" : context + "\n\n")Question: \(sample.question)\n\(opening)")
    }

    private func plainSolution(_ example: FewShotExample) -> String {
        guard let reasoning else { return example.answer }
        return "\(reasoning.rawValue) \(example.reasoning) The answer is \(example.answer)."
    }

    private func solution(_ example: FewShotExample, separator: String) -> String {
        reasoning == nil ? example.answer : "\(example.reasoning)\(separator)\(example.answer)"
    }

    private func context(of sample: Sample) -> String {
        let isWanted = options.passages == .given || (options.passages == .auto && sample.task == .yesNo)
        guard isWanted else { return "" }
        return sample.passages.map { passage in
            passage.title.isEmpty ? passage.text : "\(passage.title): \(passage.text)"
        }.joined(separator: "\n\n")
    }
}
