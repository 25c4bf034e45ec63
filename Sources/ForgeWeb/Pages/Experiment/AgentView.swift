import ForgeAgents
import ForgeCore
import ForgeLab

/// An agent's run: how it ended, where its time went, and its steps.
struct AgentView: Sendable, Hashable {
    struct Figure: Sendable, Hashable {
        let name: String
        let value: String
    }

    /// `✓ answered`, `✗ stuck`.
    let sign: String
    let status: String
    /// Class of its colour; nil for a run that has not ended.
    let kind: String?
    let reason: String
    let answer: LongText?
    let origin: String
    /// Whether the answer is not the method's own, but the best that was left.
    let isMakeshift: Bool
    let figures: [Figure]
    let timeline: AgentTimeline?
    let steps: [AgentStepView]

    /// Nil for a method that is no agent, and for a trace that this version cannot read.
    init?(_ prediction: Prediction) {
        guard let value = prediction.trace[AgentRecord.key],
            let trace: AgentTrace = try? JSON.decode(from: JSON.data(value))
        else { return nil }
        self.init(trace, golds: prediction.golds)
    }

    init(_ trace: AgentTrace, golds: [String]) {
        let outcome = trace.outcome
        let isAnswered = outcome?.ending.status == .answered
        (sign, kind) = outcome == nil ? ("–", nil) : isAnswered ? ("✓", "good") : ("✗", "bad")
        status = outcome.map { AgentWords.status($0.ending.status.rawValue) } ?? "not ended"
        reason = outcome?.ending.reason ?? "the run was ended in the middle"
        answer = outcome?.answer.map { LongText($0, limit: 500) }
        origin = AgentWords.origin(outcome?.origin ?? .none)
        isMakeshift = outcome.map { $0.origin != .stated && $0.answer != nil } ?? false
        figures = Self.figures(trace)
        timeline = AgentTimeline(trace)
        let gold = GoldMarks(golds)
        steps = trace.steps.enumerated().map { index, step in
            AgentStepView(step, before: index > 0 ? trace.steps[index - 1] : nil, gold: gold)
        }
    }

    private static func figures(_ trace: AgentTrace) -> [Figure] {
        let usage = trace.usage
        let reuse = AgentEvaluation.prefixReuse([trace])
        let failed = trace.failedCalls > 0 ? ", \(NumberText.count(trace.failedCalls)) without success" : ""
        return [
            Figure(name: "Steps", value: NumberText.count(trace.iterations)),
            Figure(name: "Tool calls", value: NumberText.count(trace.toolCalls) + failed),
            Figure(name: "Tokens in", value: NumberText.count(usage.inputTokens)),
            Figure(name: "of them from cache", value: NumberText.count(usage.cachedTokens)),
            Figure(name: "Repeated prompt from cache", value: reuse.value.map(NumberText.percent) ?? "–"),
            Figure(name: "Tokens out", value: NumberText.count(usage.outputTokens)),
            Figure(name: "Model time", value: NumberText.seconds(usage.seconds)),
            Figure(name: "Tool time", value: NumberText.seconds(trace.toolSeconds)),
        ]
    }
}

/// How ends, origins and readers are called on pages.
enum AgentWords {
    /// `iteration-limit` → `iteration limit`.
    static func status(_ name: String) -> String { name.replacing("-", with: " ") }

    static func origin(_ origin: AnswerOrigin) -> String {
        switch origin {
        case .stated: "given by the model itself"
        case .forced: "forced: asked for when no further step was allowed"
        case .thought: "taken from a thought, because no answer was given"
        case .observation: "taken from a tool’s result, because no answer was given"
        case .none: "there is none, not even a partial one"
        }
    }
}
