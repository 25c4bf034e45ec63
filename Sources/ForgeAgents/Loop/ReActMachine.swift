private import ForgeCore

/// The ReAct loop (Yao et al. 2023) as a pure state machine: events in, one directive out. It calls nothing and waits
/// for nothing, and its trace is its whole state.
package struct ReActMachine: Sendable {
    package enum Event: Sendable, Hashable {
        case generated(ModelOutput)
        /// The model could not be called.
        case modelFailed(String)
        case toolReturned(ToolResult, ToolContext)
    }

    package enum Directive: Sendable, Hashable {
        case generate(AgentTurn)
        case call(ToolCall)
        case end(AgentOutcome)
    }

    package private(set) var trace: AgentTrace
    private let template: ReActTemplate

    package init(question: String, tools: [ToolSpec], options: ReActOptions, template: ReActTemplate = .init()) {
        self.init(resuming: AgentTrace(question: question, options: options, tools: tools), template: template)
    }

    /// Goes on where a trace ends, with the options and tools that it began with.
    package init(resuming trace: AgentTrace, template: ReActTemplate = .init()) {
        self.trace = trace
        self.template = template
    }

    /// What is to be done now. Asking twice changes nothing.
    package var next: Directive {
        if let outcome = trace.outcome { return .end(outcome) }
        if let step = trace.steps.last, step.observation == nil, let action = step.action,
            let arguments = action.arguments, trace.ending == nil
        {
            return .call(ToolCall(tool: action.tool, arguments: arguments, context: trace.context))
        }
        return .generate(Transcript(trace, template: template).turn(isForced: trace.ending != nil))
    }

    /// An event that does not fit what was asked for is ignored.
    package mutating func handle(_ event: Event) -> Directive {
        switch (event, next) {
        case (.generated(let output), .generate(let turn)):
            receive(output, isForced: turn.isForced)
        case (.modelFailed(let reason), .generate):
            conclude(AgentEnding(.modelFailure, reason))
        case (.toolReturned(let result, let context), .call):
            trace.context = context
            observe(result, isFromTool: true)
            checkAfterObservation()
        default: break
        }
        return next
    }

    // MARK: Outputs

    private mutating func receive(_ output: ModelOutput, isForced: Bool) {
        var step = StepReading(tools: trace.tools, form: trace.options.form).step(of: output, isForced: isForced)
        step.number = trace.steps.count + 1
        trace.steps.append(step)
        if let answer = step.answer {
            let ending = isForced ? trace.ending : AgentEnding(.answered, "the model gave its answer")
            return finish(ending, answer: answer, origin: isForced ? .forced : .stated)
        }
        if isForced { return conclude(trace.ending) }
        if let ending = spentBudget { return conclude(ending) }
        guard let action = step.action else { return receiveNothing(step) }
        if let ending = AgentLimits(trace).repetition(of: action) { return force(ending) }
        if let limit = trace.options.toolCallBudget, trace.toolCalls >= limit, action.arguments != nil {
            return force(AgentEnding(.toolBudget, "all \(limit) tool calls are used up"))
        }
        if action.arguments == nil {
            observe(StepReading.refusal(of: action, tools: trace.tools), isFromTool: false)
            checkAfterObservation()
        }
    }

    private mutating func receiveNothing(_ step: AgentStep) {
        let reason = step.output.isEmpty ? "Nothing was written." : "No action and no answer was found."
        observe(
            .failure(.invalidArguments, "\(reason) \(template.reminder(trace.options.form))"), isFromTool: false)
        let failures = trace.steps.reversed().prefix { $0.parser == nil }.count
        if failures >= trace.options.parseFailureLimit {
            force(AgentEnding(.parseFailure, "\(failures) outputs in a row could not be read"))
        } else {
            checkAfterObservation()
        }
    }

    // MARK: Observations

    private mutating func observe(_ result: ToolResult, isFromTool: Bool) {
        let shown = ObservationText(result.text, limit: trace.options.observationLimit)
        trace.steps[trace.steps.count - 1].observation = AgentObservation(
            text: shown.text, success: result.success, errorKind: result.errorKind, seconds: result.seconds,
            source: result.source, cutCharacters: shown.cutCharacters, isFromTool: isFromTool)
    }

    private mutating func checkAfterObservation() {
        if let ending = spentBudget {
            conclude(ending)
        } else if let ending = AgentLimits(trace).afterObservation {
            force(ending)
        }
    }

    private var spentBudget: AgentEnding? { AgentLimits(trace).spentBudget }

    // MARK: Ends

    /// One more call of the model, for an answer.
    private mutating func force(_ ending: AgentEnding) {
        if trace.options.forcesAnswer { trace.ending = ending } else { conclude(ending) }
    }

    /// No further call: the best that is there.
    private mutating func conclude(_ ending: AgentEnding?) {
        let (answer, origin) = PartialAnswer.best(of: trace)
        finish(ending, answer: answer, origin: origin)
    }

    private mutating func finish(_ ending: AgentEnding?, answer: String?, origin: AnswerOrigin) {
        trace.outcome = AgentOutcome(
            ending: ending ?? AgentEnding(.modelFailure, "the run was not ended properly"), answer: answer,
            origin: origin)
        trace.context = ToolContext()
    }
}

/// A call that is to be executed.
package struct ToolCall: Sendable, Codable, Hashable {
    package var tool: String
    package var arguments: ToolArguments
    package var context: ToolContext
}
