package import ForgeAgents
private import ForgeLab

/// An agent's run as text: thoughts, actions and observations with their times.
package struct AgentTraceText {
    private let trace: AgentTrace

    package init(_ trace: AgentTrace) { self.trace = trace }

    package func rendered(for terminal: Terminal) -> String {
        (trace.steps.map { step($0, terminal) } + [ending(terminal)]).joined(separator: "\n")
    }

    private func step(_ step: AgentStep, _ terminal: Terminal) -> String {
        let usage = step.usage
        let cost =
            "\(usage.inputTokens) tokens in (\(usage.cachedTokens) cached), \(usage.outputTokens) out, "
            + NumberText.seconds(usage.seconds)
        var lines = [
            terminal.colored("\(step.isForced ? "forced answer" : "step \(step.number)")", .bold)
                + terminal.line("  \(cost)\(step.parser.map { " · read as \($0.rawValue)" } ?? " · not understood")")
        ]
        if let thought = step.thought { lines.append(terminal.text("  thought: \(thought)")) }
        if let action = step.action {
            lines.append(
                terminal.text("  action:  \(action.tool) \(action.arguments?.canonicalText ?? "\(action.input)")"))
        }
        if let answer = step.answer { lines.append(terminal.text("  answer:  \(answer)")) }
        if step.parser == nil { lines.append(terminal.text("  output:  \(step.output)")) }
        if let observation = step.observation { lines.append(text(observation, terminal)) }
        return lines.joined(separator: "\n")
    }

    private func text(_ observation: AgentObservation, _ terminal: Terminal) -> String {
        var facts = [observation.success ? "ok" : observation.errorKind?.rawValue ?? "failed"]
        if observation.isFromTool { facts.append(NumberText.seconds(observation.seconds)) }
        if let source = observation.source { facts.append(source) }
        let cut = observation.cutCharacters
        if cut > 0 { facts.append(cut == 1 ? "1 character cut" : "\(cut) characters cut") }
        return terminal.text("  result:  (\(facts.joined(separator: ", "))) \(observation.text)")
    }

    private func ending(_ terminal: Terminal) -> String {
        guard let outcome = trace.outcome else { return "end: not reached" }
        let calls = trace.toolCalls == 1 ? "1 tool call" : "\(trace.toolCalls) tool calls"
        return terminal.text(
            "end: \(outcome.ending.status.rawValue) (\(outcome.ending.reason)) · \(calls), "
                + "\(trace.failedCalls) without success · answer "
                + "\(outcome.answer ?? "(none)"), \(outcome.origin.rawValue)")
    }
}
