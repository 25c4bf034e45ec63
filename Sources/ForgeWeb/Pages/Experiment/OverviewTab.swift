import ForgeCore
import ForgeLab

/// Cards, the latency histogram, the fastest and slowest answers, and the field of outcomes.
struct OverviewTab: Sendable, Hashable {
    let cards: [MetricCard]
    /// Nil for a method that is no agent.
    let agents: AgentSummary?
    let chart: ChartFigure?
    let fastest: [TimedAnswer]
    let slowest: [TimedAnswer]
    let hasAnswers: Bool
    let grid: OutcomeGrid?
    let empty: EmptyState?

    init(
        _ experiment: Experiment, elapsed: Double, isQueued: Bool, results: [MetricResult], latencies: [Double],
        fastest: [Prediction], slowest: [Prediction], grid: OutcomeGrid?, agents: AgentSummary? = nil
    ) {
        self.agents = agents
        cards = MetricCards(results: results, latencies: latencies, elapsed: elapsed).all
        chart = LatencyHistogram.chart(latencies).map {
            ChartFigure($0, path: "/api/v1/experiments/\(PageLink.encoded(experiment.id))/charts/latency")
        }
        self.fastest = fastest.map(TimedAnswer.init)
        self.slowest = slowest.map(TimedAnswer.init)
        hasAnswers = !fastest.isEmpty
        self.grid = grid
        empty = experiment.done == 0 ? Self.empty(experiment, isQueued: isQueued) : nil
    }

    private static func empty(_ experiment: Experiment, isQueued: Bool) -> EmptyState {
        if isQueued {
            return EmptyState(
                title: "Waiting for its turn", text: "Its answers show here as they come.", actions: [])
        }
        switch experiment.status {
        case .pending:
            return EmptyState(
                title: "Not run yet", text: "Run it, and its answers show here while they come.", actions: [])
        case .running:
            return EmptyState(
                title: "Working on the first questions", text: "Answers show here as they come.", actions: [])
        default:
            return EmptyState(
                title: "No answers", text: "It ended before a question was answered.", actions: [])
        }
    }
}

/// A chart's place with its numbers as a table, for those who do not see it.
struct ChartFigure: Sendable, Hashable {
    struct Row: Sendable, Hashable { let cells: [String] }

    let path: String
    let title: String
    let description: String
    let header: [String]
    let rows: [Row]

    init(_ chart: Chart, path: String) {
        self.path = path
        title = chart.title
        description = chart.description
        header = chart.table.header
        rows = chart.table.rows.map(Row.init)
    }
}

/// An answer and how long it took.
struct TimedAnswer: Sendable, Hashable {
    let path: String
    let question: String
    let latency: String
    let tokens: String

    init(_ prediction: Prediction) {
        path = PageLink.example(prediction.experimentID, prediction.index)
        question = prediction.question.clippedLine(to: 120)
        latency = NumberText.seconds(prediction.latency)
        tokens = "\(NumberText.count(prediction.inputTokens + prediction.outputTokens)) tokens"
    }
}

extension PageLink {
    static func example(_ id: String, _ index: Int) -> String { "\(experiment(id))/examples/\(index)" }
}

extension String {
    /// The text on one line, cut with an ellipsis.
    func clippedLine(to count: Int) -> String {
        // Enough of it for the cut, so that a megabyte of text is not walked through.
        let start = prefix(count * 2)
        let line = start.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        return line.count > count || start.endIndex < endIndex ? String(line.prefix(count)) + "…" : line
    }
}
