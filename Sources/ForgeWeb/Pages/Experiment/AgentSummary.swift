import ForgeAgents
import ForgeCore
import ForgeLab

/// What an experiment's agents came to: ends by kind, calls and failures of every tool, and their own measures.
struct AgentSummary: Sendable, Hashable {
    struct Ending: Sendable, Hashable {
        let name: String
        let path: String
        let count: String
        let share: String
        /// From 0 to 100, for a bar.
        let width: String
    }

    struct Tool: Sendable, Hashable {
        let name: String
        let calls: String
        let failures: String
        let failureRate: String
        let technical: String
        /// `not found 12, timeout 1`; nil without failures.
        let kinds: String?
    }

    struct Measure: Sendable, Hashable {
        let name: String
        let value: String
        let interval: String?
    }

    let endings: [Ending]
    let tools: [Tool]
    let hasTools: Bool
    let measures: [Measure]
    /// `48 runs`.
    let about: String

    /// Nil for a method that is no agent.
    init?(_ figures: AgentFigures, of experiment: Experiment, results: [MetricResult]) {
        guard !figures.isEmpty else { return nil }
        endings = figures.endings.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { status, count in
            let share = Double(count) / Double(figures.runs)
            return Ending(
                name: AgentWords.status(status),
                path: PageLink.to(
                    PageLink.experiment(experiment.id), [("tab", "examples"), ("ending", status)]),
                count: NumberText.count(count), share: NumberText.percent(share),
                width: NumberText.decimal(share * 100, places: 1))
        }
        tools = figures.tools.keys.sorted().map { Tool($0, figures) }
        hasTools = !tools.isEmpty
        measures = results.compactMap(Self.measure)
        about = figures.runs == 1 ? "1 run" : "\(NumberText.count(figures.runs)) runs"
    }

    /// Nil for a result that is no measure of agents.
    private static func measure(_ result: MetricResult) -> Measure? {
        guard let measure = AgentMetric.Measure(rawValue: result.metric) else { return nil }
        let isShare = measure == .efficiency || measure == .failures
        let text = { (value: Double) in
            isShare ? NumberText.percent(value) : NumberText.decimal(value, places: 2)
        }
        guard isShare || measure == .iterations || measure == .calls else {
            return Measure(
                name: name(of: result.metric), value: ResultText.value(result), interval: ResultText.interval(result))
        }
        return Measure(
            name: name(of: result.metric), value: result.value.map(text) ?? "–",
            interval: result.range.map { "\(text($0.low)) – \(text($0.high))" })
    }

    private static func name(of metric: String) -> String {
        switch AgentMetric.Measure(rawValue: metric) {
        case .stuck: "Stuck"
        case .answered: "Answered by itself"
        case .efficiency: "Useful tool calls"
        case .failures: "Failed tool calls a run"
        case .iterations: "Steps a run"
        case .calls: "Tool calls a run"
        case nil: metric
        }
    }
}

extension AgentSummary.Tool {
    fileprivate init(_ tool: String, _ figures: AgentFigures) {
        let (all, failed) = (figures.calls(of: tool), figures.failures(of: tool))
        let kinds = (figures.tools[tool] ?? [:]).filter { !$0.key.isEmpty }
        name = tool
        calls = NumberText.count(all)
        failures = NumberText.count(failed)
        failureRate = all > 0 ? NumberText.percent(Double(failed) / Double(all)) : "–"
        technical = NumberText.count(
            kinds.filter { ToolErrorKind(rawValue: $0.key)?.isTechnical ?? true }.values.reduce(0, +))
        let words = kinds.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map {
            "\(AgentWords.status($0.key)) \(NumberText.count($0.value))"
        }
        self.kinds = words.isEmpty ? nil : words.joined(separator: ", ")
    }
}
