import ForgeAgents
import ForgeCore

/// Keeps an agent's run after every event, and takes one up that was ended in the middle.
struct KeptRun: Sendable {
    /// As it lies in the store.
    private struct State: Codable {
        var setting: String
        var trace: AgentTrace
    }

    private let question: String
    /// SHA-256 of all that a run is made with. A run begun with something else (by another version of forge, say) is
    /// not gone on with: its steps would not be those that this agent takes.
    private let setting: String

    init(_ agent: ReActAgent, question: String) throws {
        self.question = question
        let machine = ReActMachine(
            question: question, tools: agent.toolbox.specs, options: agent.options, template: agent.template)
        guard case .generate(let turn) = machine.next else {
            throw LabError(.internalFailure, "agent.first-turn", "an agent does not begin with a call of the model")
        }
        let prompt =
            switch turn.prompt {
            case .text(let text): text
            case .messages(let messages, let tools): try JSON.text(messages) + JSON.text(tools)
            }
        setting = Digest.sha256(
            try JSON.text([
                try JSON.text(agent.options), try JSON.text(agent.toolbox.specs), prompt, turn.grammar ?? "",
                agent.template.examples, turn.stop.joined(separator: "\n"),
            ]))
    }

    /// The trace to go on from; nil to begin. What does not fit is discarded.
    func unfinished(on bench: Bench) async throws -> AgentTrace? {
        guard let progress = bench.unfinished else { return nil }
        if let state: State = try? JSON.decode(from: JSON.data(progress.state)), state.setting == setting,
            state.trace.question == question, state.trace.outcome == nil,
            state.trace.steps.map(\.output) == progress.calls.map(\.output)
        {
            return state.trace
        }
        try await bench.discardUnfinished()
        return nil
    }

    /// The end is not kept: it is stored with the prediction right afterwards.
    func keep(_ trace: AgentTrace, on bench: Bench) async throws {
        guard trace.outcome == nil else { return }
        try await bench.keep(try JSON.decode(from: JSON.data(State(setting: setting, trace: trace))))
    }
}
