import ForgeAgents
package import ForgeCore

/// Lets the model think, call tools and read what they return, in turns (Yao et al. 2023).
package struct ReAct: Method {
    package static let name = "react"
    package static let summary = "an agent: thoughts, calls of tools and what they return, in turns, then the answer"
    package static let options = ReActSettings.fields

    private let settings: ReActSettings

    package init(options: MethodOptions) throws {
        settings = try ReActSettings(options)
    }

    package var label: String {
        [
            settings.isHotpot ? "react.hotpot" : "react", settings.core.usesGrammar ? "constrained" : nil,
            settings.toolCalls == .native ? "native" : nil,
        ]
        .compactMap(\.self).joined(separator: ".")
    }

    package var promptTemplate: String { settings.fingerprint }
    package var retrieval: RetrievalSpecification? { settings.retrieval }
    package var agent: AgentSpecification? { settings.specification }

    package func check(_ tasks: Set<TaskFamily>) throws {
        for task in tasks { _ = try settings.template(for: task) }
    }

    package func answer(_ sample: Sample, using bench: Bench) async throws -> MethodAnswer {
        let agent = ReActAgent(
            toolbox: try settings.toolbox(bench), options: try settings.options(on: bench),
            template: try settings.template(for: sample.task))
        let kept = try KeptRun(agent, question: sample.question)
        let unfinished = try await kept.unfinished(on: bench)
        let trace = try await agent.run(sample.question, resuming: unfinished) { turn in
            let call = Call(
                step: turn.step - 1, purpose: turn.isForced ? "forced answer" : "step", maxTokens: turn.maxTokens,
                stop: turn.stop, grammar: turn.grammar, tools: turn.prompt.declaredTools)
            return ModelOutput(try await bench.generate(turn.prompt.structured, as: call))
        } keep: {
            try await kept.keep($0, on: bench)
        }
        return MethodAnswer(
            output: trace.steps.last?.output ?? "", answer: Self.parsed(trace, task: sample.task),
            trace: [AgentRecord.key: try JSON.decode(from: JSON.data(trace))])
    }

    /// The answer that the run came to, in the task's form (a number, yes or no).
    static func parsed(_ trace: AgentTrace, task: TaskFamily) -> ParsedAnswer {
        guard let outcome = trace.outcome, let text = outcome.answer else {
            return ParsedAnswer(text: nil, source: .none)
        }
        var answer = AnswerParser.parse(text, finishReason: .endOfTurn, task: task, style: .direct)
        guard answer.text != nil else { return answer }
        switch outcome.origin {
        case .stated, .forced: answer.source = .answerMarker
        case .thought: answer.source = .answerIs
        case .observation, .none: break
        }
        if outcome.origin != .stated, !answer.flags.contains(.unmarked) { answer.flags.append(.unmarked) }
        return answer
    }
}
