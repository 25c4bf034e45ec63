/// A measure of how an agent went about a question, from its trace. Nil for a method that is no agent.
package struct AgentMetric: Metric {
    package enum Measure: String, Sendable, CaseIterable {
        case stuck = "stuck.agent"
        case answered = "answered.agent"
        case efficiency = "tool_efficiency.agent"
        case failures = "tool_failures.agent"
        case iterations = "iterations.agent"
        case calls = "calls.agent"
    }

    package let measure: Measure
    package let version = 1

    package init(_ measure: Measure) { self.measure = measure }

    package var name: String { measure.rawValue }
    package var isBinary: Bool { measure == .stuck || measure == .answered }

    package var isHigherBetter: Bool {
        switch measure {
        case .answered, .efficiency: true
        case .stuck, .failures, .iterations, .calls: false
        }
    }

    package var summary: String {
        switch measure {
        case .stuck: "1 when the run ended because the same action was asked for again and again; lower is better"
        case .answered: "1 when the model gave its answer by itself"
        case .efficiency: "Share of tool calls whose result names a gold answer or a supporting title"
        case .failures: "Share of tool calls without success; lower is better"
        case .iterations: "Steps of a run, without a forced answer"
        case .calls: "Tool calls of a run"
        }
    }

    package func score(_ output: ScorableOutput, for sample: Sample) -> Double? {
        guard let agent = output.agent, let status = agent.status else { return nil }
        let results = agent.results
        switch measure {
        case .stuck: return status == "stuck" ? 1 : 0
        case .answered: return status == "answered" ? 1 : 0
        case .iterations: return Double(agent.iterations)
        case .calls: return Double(results.count)
        case .failures: return Self.share(results.count { !$0.success }, of: results.count)
        case .efficiency:
            let wanted = Self.wanted(sample)
            guard !wanted.isEmpty else { return nil }
            return Self.share(results.count { $0.success && Self.names($0.text, wanted) }, of: results.count)
        }
    }

    private static func share(_ count: Int, of total: Int) -> Double? {
        total > 0 ? Double(count) / Double(total) : nil
    }

    /// Yes and no appear everywhere, so they make no call useful.
    private static func wanted(_ sample: Sample) -> [String] {
        (sample.answers + sample.supportingFacts.map(\.title)).map { AnswerNormalization.squad($0) }
            .filter { !["", "yes", "no"].contains($0) }
    }

    /// Whole words only: "art" is not in "start".
    private static func names(_ text: String, _ wanted: [String]) -> Bool {
        let words = " " + AnswerNormalization.squad(text) + " "
        return wanted.contains { words.contains(" " + $0 + " ") }
    }
}
