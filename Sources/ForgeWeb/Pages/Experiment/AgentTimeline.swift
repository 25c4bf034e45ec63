import ForgeAgents
import ForgeLab

/// Where a run's time went, as bars in the order of the steps.
struct AgentTimeline: Sendable, Hashable {
    struct Bar: Sendable, Hashable {
        /// From 0 to 1000.
        let x: String
        let width: String
        /// `model` or `tool`.
        let kind: String
        let title: String
    }

    let bars: [Bar]
    /// The same in words, for those who do not see it.
    let summary: String

    /// Nil when no time was measured.
    init?(_ trace: AgentTrace) {
        let spans = trace.steps.flatMap { step -> [(kind: String, seconds: Double, title: String)] in
            let name = step.isForced ? "Forced answer" : "Step \(step.number)"
            let model = ("model", step.usage.seconds, "\(name), model: \(NumberText.seconds(step.usage.seconds))")
            guard let observation = step.observation, observation.isFromTool else { return [model] }
            let tool = step.action?.tool ?? "tool"
            return [
                model, ("tool", observation.seconds, "\(name), \(tool): \(NumberText.seconds(observation.seconds))"),
            ]
        }
        let total = spans.reduce(0) { $0 + $1.seconds }
        guard total > 0, total.isFinite else { return nil }
        var start = 0.0
        bars = spans.map { span in
            defer { start += span.seconds }
            return Bar(
                x: Self.position(start / total), width: Self.position(span.seconds / total), kind: span.kind,
                title: span.title)
        }
        summary = "Time by step: " + spans.map(\.title).joined(separator: "; ")
    }

    private static func position(_ share: Double) -> String { NumberText.decimal(share * 1000, places: 1) }
}
