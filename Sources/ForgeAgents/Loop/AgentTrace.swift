/// Everything that happened in a run, in order. It is the machine's whole state: a run goes on from a stored trace.
package struct AgentTrace: Sendable, Codable, Hashable {
    package var question: String
    package var options: ReActOptions
    package var tools: [ToolSpec]
    package var steps: [AgentStep] = []
    /// What tools remember; empty again when the run has ended.
    package var context = ToolContext()
    /// Nil as long as the run goes on.
    package var outcome: AgentOutcome?
    /// Why no further steps are taken, while the forced answer is still to come.
    package var ending: AgentEnding?

    package init(question: String, options: ReActOptions, tools: [ToolSpec]) {
        self.question = question
        self.options = options
        self.tools = tools
    }
}

/// One call of the model and what followed from it.
package struct AgentStep: Sendable, Codable, Hashable {
    /// From 1.
    package var number: Int
    /// The step was asked for an answer and nothing else.
    package var isForced: Bool
    /// What the model wrote, as it was.
    package var output: String
    /// The part of it that stays in the transcript.
    package var kept: String
    package var thought: String?
    package var action: AgentAction?
    package var answer: String?
    /// The reader that understood the output; nil when none did.
    package var parser: StepParserName?
    /// Calls that the model made beside the first, which were not executed.
    package var ignoredCalls: Int
    package var observation: AgentObservation?
    package var usage: ModelUsage
}

/// A call that a step asked for.
package struct AgentAction: Sendable, Codable, Hashable {
    /// The tool's own name, or the name as written when there is none.
    package var tool: String
    /// Nil when they could not be understood.
    package var arguments: ToolArguments?
    /// As the model wrote them.
    package var input: ActionInput
    /// The id of a native call.
    package var callID: String?
}

/// What the model was told after a step.
package struct AgentObservation: Sendable, Codable, Hashable {
    /// Bounded and marked, as the model saw it.
    package var text: String
    package var success: Bool
    package var errorKind: ToolErrorKind?
    /// Seconds in the tool.
    package var seconds: Double
    package var source: String?
    /// Characters that did not fit.
    package var cutCharacters: Int
    /// A tool was called. Otherwise the machine itself answered (unknown tool, unreadable output).
    package var isFromTool: Bool
}

/// What one model call cost.
package struct ModelUsage: Sendable, Codable, Hashable {
    package var inputTokens: Int
    package var outputTokens: Int
    package var cachedTokens: Int
    package var seconds: Double

    package init(inputTokens: Int = 0, outputTokens: Int = 0, cachedTokens: Int = 0, seconds: Double = 0) {
        self.inputTokens = inputTokens
        self.outputTokens = outputTokens
        self.cachedTokens = cachedTokens
        self.seconds = seconds
    }
}

extension AgentTrace {
    /// Steps that were not forced.
    package var iterations: Int { steps.count { !$0.isForced } }
    package var toolCalls: Int { observations.count { $0.isFromTool } }
    package var successfulCalls: Int { observations.count { $0.isFromTool && $0.success } }
    package var failedCalls: Int { observations.count { $0.isFromTool && !$0.success } }
    package var toolSeconds: Double { observations.reduce(0) { $0 + $1.seconds } }
    package var observations: [AgentObservation] { steps.compactMap(\.observation) }

    /// All model calls together.
    package var usage: ModelUsage {
        steps.reduce(into: ModelUsage()) { total, step in
            total.inputTokens += step.usage.inputTokens
            total.outputTokens += step.usage.outputTokens
            total.cachedTokens += step.usage.cachedTokens
            total.seconds += step.usage.seconds
        }
    }
}
