private import ForgeCore

/// Makes a step of a model's output: parsed, the tool found, the arguments checked.
struct StepReading {
    let tools: [ToolSpec]
    let form: ReActOptions.Form

    func step(of output: ModelOutput, isForced: Bool) -> AgentStep {
        var step = AgentStep(
            number: 0, isForced: isForced, output: output.text, kept: output.text, ignoredCalls: 0, usage: output.usage)
        if let call = output.toolCalls.first {
            step.parser = .native
            step.thought = output.text.isEmpty ? nil : output.text
            step.ignoredCalls = output.toolCalls.count - 1
            take(.call(name: call.name, input: CallObject.input(.string(call.arguments))), into: &step)
            step.action?.callID = call.id
        } else if let parsed = try? StepParser(specs: tools).parse(output.text) {
            step.parser = parsed.parser
            step.thought = parsed.thought
            step.kept = parsed.kept
            take(parsed.move, into: &step)
        } else if form == .native, !LooseText.trimmed(output.text).isEmpty {
            // A chat model that calls nothing has answered.
            step.parser = .nativeText
            step.answer = LooseText.trimmed(output.text)
        } else {
            step.kept = LooseText.trimmed(StepParser.withoutObservations(output.text))
        }
        if isForced { readForced(&step) }
        return step
    }

    private func take(_ move: ParsedStep.Move, into step: inout AgentStep) {
        switch move {
        case .answer(let answer): step.answer = answer
        case .call(let name, let input):
            guard let spec = ToolNames.resolve(name, among: tools + [FinishTool().spec]) else {
                step.action = AgentAction(tool: name, input: input)
                return
            }
            let arguments = try? ArgumentBinder.bind(input, to: spec)
            if spec.name == FinishTool.name, let arguments {
                step.answer = LooseText.answer(arguments.string("answer"))
            } else {
                step.action = AgentAction(tool: spec.name, arguments: arguments, input: input)
            }
        }
    }

    /// An answer was asked for: what is written is one, whatever its form, unless it is a call.
    private func readForced(_ step: inout AgentStep) {
        if step.answer == nil, step.action == nil {
            let lines = step.output.split(whereSeparator: \.isNewline).map(LooseText.answer)
            step.answer = lines.first { !$0.isEmpty }
            step.parser = step.answer == nil ? nil : .wholeText
        }
        step.action = nil
    }

    /// What a model is told about a call that cannot be made.
    static func refusal(of action: AgentAction, tools: [ToolSpec]) -> ToolResult {
        guard let spec = tools.first(where: { $0.name == action.tool }) else {
            return .failure(.unknownTool, ToolNames.unknown(action.tool, among: tools))
        }
        do throws(ArgumentBinder.Failure) {
            _ = try ArgumentBinder.bind(action.input, to: spec)
            return .failure(.invalidArguments, "The call cannot be understood.")
        } catch {
            return .failure(.invalidArguments, error.message)
        }
    }
}
