package import ForgeCore

package enum ReasoningStyle: String, Sendable {
    case stepByStep = "Let's think step by step."
}

/// Where the question stands.
package enum QuestionPosition: String, Sendable, CaseIterable {
    /// After the passages, so that questions about the same ones share a prefix.
    case last
    /// Before them.
    case first
}

/// Makes the prompt of one sample: instruction, examples, passages, question, in chat or plain form.
///
/// What is the same for all samples comes first, so that it is computed once and shared (prefix caching).
package struct PromptBuilder: Sendable {
    package let options: PromptOptions
    /// Nil asks for the answer at once.
    package let reasoning: ReasoningStyle?
    package let questionPosition: QuestionPosition
    /// Whether passages are handed in that were looked up.
    package let isContextual: Bool

    package init(
        options: PromptOptions, reasoning: ReasoningStyle?, questionPosition: QuestionPosition = .last,
        isContextual: Bool = false
    ) {
        self.options = options
        self.reasoning = reasoning
        self.questionPosition = questionPosition
        self.isContextual = isContextual
    }

    /// - Parameter context: passages that were looked up, instead of those that come with the sample.
    package func prompt(for sample: Sample, context: String? = nil, chat: Bool) throws -> Prompt {
        let examples = try options.examples.first(options.shots, of: sample.task)
        let context = context ?? self.context(of: sample)
        return chat ? chatPrompt(sample, examples, context) : plainPrompt(sample, examples, context)
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
                (try? prompt(for: sample, context: isContextual ? "{title}: {text}" : nil, chat: chat)).flatMap {
                    try? JSON.text($0)
                } ?? "(no examples for \(task))"
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

    private func chatPrompt(_ sample: Sample, _ examples: [FewShotExample], _ context: String) -> Prompt {
        var messages: [ChatMessage] = []
        for example in examples {
            messages.append(ChatMessage(.user, turn(question: example.question, task: sample.task, context: "")))
            messages.append(ChatMessage(.assistant, solution(example, separator: "\nAnswer: ")))
        }
        messages.append(
            ChatMessage(.user, turn(question: sample.question, task: sample.task, context: context)))
        return .chat(messages)
    }

    private func turn(question: String, task: TaskFamily, context: String) -> String {
        let body = ordered(context: context, question: "Question: \(question)")
        var parts = ([instruction(for: task, hasContext: !context.isEmpty)] + body).filter { !$0.isEmpty }
        if let reasoning { parts.append(reasoning.rawValue) }
        return parts.joined(separator: "\n\n")
    }

    private func instruction(for task: TaskFamily, hasContext: Bool) -> String {
        if let own = options.instruction { return own }
        let standard =
            reasoning == nil ? TaskWording.instruction(for: task) : TaskWording.reasoningInstruction(for: task)
        return isContextual && hasContext ? "\(TaskWording.contextInstruction) \(standard)" : standard
    }

    private func ordered(context: String, question: String) -> [String] {
        questionPosition == .last ? [context, question] : [question, context]
    }

    // MARK: Plain form

    private func plainPrompt(_ sample: Sample, _ examples: [FewShotExample], _ context: String) -> Prompt {
        let shown = examples.map { "Question: \($0.question)\nAnswer: \(plainSolution($0))\n\n" }.joined()
        let opening = reasoning.map { "Answer: \($0.rawValue)" } ?? "Answer:"
        let body = ordered(context: context, question: "Question: \(sample.question)").filter { !$0.isEmpty }
        return .text("\(shown)\(body.joined(separator: "\n\n"))\n\(opening)")
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
