private import ForgeCore

/// A trace as the prompt of the next model call.
///
/// Every prompt begins with the one before and the output that followed it, so that an engine which caches prefixes
/// computes only what is new.
struct Transcript {
    private let trace: AgentTrace
    private let template: ReActTemplate

    init(_ trace: AgentTrace, template: ReActTemplate) {
        self.trace = trace
        self.template = template
    }

    func turn(isForced: Bool) -> AgentTurn {
        let options = trace.options
        let grammar = ReActGrammar(tools: possibleTools, options: options)
        return AgentTurn(
            step: trace.steps.count + 1, isForced: isForced, prompt: prompt(isForced: isForced),
            stop: options.form == .native ? [] : isForced ? ["\n"] : ["\nObservation"],
            maxTokens: isForced ? options.answerTokens : options.stepTokens,
            grammar: options.usesGrammar && options.form != .native ? grammar.text(isForced: isForced) : nil)
    }

    /// The tools that a grammar may write now. Without a page a lookup is bound to fail, and a small model that is told so
    /// asks again until it is stuck.
    private var possibleTools: [ToolSpec] {
        trace.context.page == nil ? trace.tools.filter { $0.name != LookupTool.name } : trace.tools
    }

    private func prompt(isForced: Bool) -> AgentPrompt {
        switch trace.options.form {
        case .text: .text(text(isForced: isForced))
        case .chat: .messages(conversation(isForced: isForced), tools: [])
        case .native: .messages(nativeMessages(isForced: isForced), tools: isForced ? [] : trace.tools)
        }
    }

    // MARK: Text

    private func text(isForced: Bool) -> String {
        var text = template.preamble(tools: trace.tools, form: .text)
        text += "\n\nQuestion: \(trace.question)\n\(label("Thought", 1)):"
        for step in trace.steps where !step.isForced {
            text += step.kept + "\n\(label("Observation", step.number)): \(observation(of: step))"
            if !(isForced && step.number == trace.steps.count) { text += "\n\(label("Thought", step.number + 1)):" }
        }
        return isForced ? text + "\nAnswer:" : text
    }

    private func label(_ word: String, _ number: Int) -> String {
        trace.options.numbersSteps ? "\(word) \(number)" : word
    }

    /// The step at which a run ends has none of its own: it was not carried out.
    private func observation(of step: AgentStep) -> String {
        step.observation?.text ?? "(not called: \(trace.ending?.reason ?? "the run ended"))"
    }

    // MARK: Messages

    private func conversation(isForced: Bool) -> [AgentMessage] {
        var messages = [
            AgentMessage(.system, template.preamble(tools: trace.tools, form: .chat)),
            AgentMessage(.user, "Question: \(trace.question)"),
        ]
        for step in trace.steps where !step.isForced {
            messages.append(AgentMessage(.assistant, step.kept))
            messages.append(AgentMessage(.user, "\(label("Observation", step.number)): \(observation(of: step))"))
        }
        if isForced { messages[messages.count - 1].content += "\n\(Self.request)" }
        return messages
    }

    private func nativeMessages(isForced: Bool) -> [AgentMessage] {
        var messages = [
            AgentMessage(.system, template.preamble(tools: trace.tools, form: .native)),
            AgentMessage(.user, trace.question),
        ]
        for step in trace.steps where !step.isForced {
            if let action = step.action, let call = nativeCall(action, step: step) {
                let content = step.parser == .native ? step.output : step.thought ?? ""
                messages.append(AgentMessage(.assistant, content, toolCalls: [call]))
                messages.append(AgentMessage(.tool, observation(of: step), toolCallID: call.id))
            } else {
                messages.append(AgentMessage(.assistant, step.kept))
                messages.append(AgentMessage(.user, observation(of: step)))
            }
        }
        if isForced { messages.append(AgentMessage(.user, Self.request)) }
        return messages
    }

    /// Calls that the model wrote as text become calls of the protocol too.
    private func nativeCall(_ action: AgentAction, step: AgentStep) -> NativeToolCall? {
        let arguments = action.arguments?.canonicalText ?? (try? JSON.text(["input": "\(action.input)"])) ?? "{}"
        return NativeToolCall(
            id: action.callID ?? "call_\(step.number)", name: action.tool, arguments: arguments)
    }

    private static let request =
        "No further steps are possible. Give the best answer now, as short as possible: `Answer: ` and the answer."
}
