/// The best that a run has reached when it ends without an answer.
enum PartialAnswer {
    /// The newest thought that concludes, else the newest result that can be an answer.
    static func best(of trace: AgentTrace) -> (answer: String?, origin: AnswerOrigin) {
        for step in trace.steps.reversed() {
            if let thought = step.thought ?? (step.parser == nil ? step.output : nil),
                case .answer(let answer)? = AnswerReader.phrase(in: thought)?.move
            {
                return (answer, .thought)
            }
            if let observation = step.observation, observation.success, let action = step.action,
                trace.tools.contains(where: { $0.name == action.tool && $0.resultIsAnswer })
            {
                return (observation.text, .observation)
            }
        }
        return (nil, .none)
    }
}
