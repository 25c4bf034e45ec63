/// What ends a run before the model does, as pure questions to its trace.
struct AgentLimits {
    private let trace: AgentTrace

    init(_ trace: AgentTrace) { self.trace = trace }

    /// Budgets after which nothing is called any more, not even for a forced answer.
    var spentBudget: AgentEnding? {
        let usage = trace.usage
        let tokens = usage.inputTokens + usage.outputTokens
        if let budget = trace.options.tokenBudget, tokens >= budget {
            return AgentEnding(.tokenBudget, "\(tokens) of \(budget) tokens are spent")
        }
        let seconds = usage.seconds + trace.toolSeconds
        if let budget = trace.options.secondsBudget, seconds >= budget {
            return AgentEnding(.timeBudget, "\(Int(seconds.rounded())) of \(budget) seconds are spent")
        }
        return nil
    }

    var afterObservation: AgentEnding? {
        let failures = trace.steps.reversed().prefix { $0.observation?.errorKind?.isTechnical == true }
        if failures.count >= trace.options.toolFailureLimit, let tool = failures.first?.action?.tool {
            return AgentEnding(.toolFailure, "\(failures.count) calls in a row failed, the last one of \(tool)")
        }
        if trace.iterations >= trace.options.maxIterations {
            return AgentEnding(.iterationLimit, "no answer after \(trace.iterations) steps")
        }
        return nil
    }

    /// Whether an action that was just asked for has been asked for too often.
    ///
    /// A tool that advances may be asked again as long as it says something new.
    func repetition(of action: AgentAction) -> AgentEnding? {
        let earlier = trace.steps.dropLast().filter { $0.action.map { $0.isSame(as: action) } ?? false }
        let advances = trace.tools.first { $0.name == action.tool }?.advances ?? false
        let texts = earlier.compactMap { $0.observation?.success == true ? $0.observation?.text : nil }
        let fruitless = advances ? earlier.count - Set(texts).count : earlier.count
        guard fruitless + 1 >= trace.options.sameActionLimit else { return nil }
        let written = action.arguments.map(\.canonicalText) ?? "\(action.input)"
        return AgentEnding(
            .stuck, "the action \(action.tool) \(String(written.prefix(200))) was asked for \(earlier.count + 1) times")
    }
}

extension AgentAction {
    /// The same tool with the same arguments, whatever their spelling.
    func isSame(as other: AgentAction) -> Bool {
        guard ToolNames.folded(tool) == ToolNames.folded(other.tool) else { return false }
        guard let mine = arguments, let others = other.arguments else { return input == other.input }
        return mine.canonicalText.lowercased() == others.canonicalText.lowercased()
    }
}
