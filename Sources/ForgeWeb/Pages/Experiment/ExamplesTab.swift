import ForgeCore
import ForgeLab

/// The table of an experiment's examples.
struct ExamplesTab: Sendable, Hashable {
    let id: String
    let text: String
    let choices: [ChoiceField]
    let rows: [ExampleRow]
    let hasRows: Bool
    let pager: Pager
    let page: Int
    let pages: Int
    let clearPath: String?
    let empty: EmptyState?

    /// - Parameter endings: how agents' runs ended, with how many did; empty for a method that is no agent.
    init(
        _ address: ExamplesAddress, experiment: Experiment, results: [MetricResult],
        page: ForgeCore.Page<Prediction>, endings: [String: Int] = [:]
    ) {
        id = address.id
        text = address.text ?? ""
        let metrics = results.filter(\.isQuality).map(\.metric)
        let deciding = address.metric ?? metrics.first
        choices = Self.choices(address, metrics: metrics, endings: endings)
        let first = (address.page - 1) * ExamplesAddress.pageSize
        rows = page.items.enumerated().map { offset, prediction in
            ExampleRow(prediction, metric: deciding, path: address.example(prediction.index, at: first + offset))
        }
        hasRows = !rows.isEmpty
        pager = Pager(page: address.page, size: ExamplesAddress.pageSize, total: page.total, what: "examples") {
            address.path(page: $0)
        }
        self.page = address.page
        pages = max(1, (page.total + ExamplesAddress.pageSize - 1) / ExamplesAddress.pageSize)
        let clear = ExperimentTab.examples.path(of: address.id)
        clearPath = address.hasFilter ? clear : nil
        empty =
            hasRows
            ? nil
            : address.hasFilter
                ? EmptyState(
                    title: "No example matches", text: "Nothing has all that the filter asks for.",
                    actions: [.init("Clear the filter", clear)])
                : EmptyState(
                    title: "No answers yet", text: "Examples show here as their questions are answered.", actions: [])
    }

    private static func choices(
        _ address: ExamplesAddress, metrics: [String], endings: [String: Int]
    ) -> [ChoiceField] {
        let outcome = address.outcome ?? ""
        let flag = address.flag ?? ""
        let sort = address.sort.rawValue
        let isAgent = !endings.isEmpty || address.ending != nil
        let ended = ChoiceField("ending", label: "Agent ended", counts: endings, selected: address.ending)
        return [
            ChoiceField("metric", label: "Metric", options: metrics.map { Choice($0, selected: address.metric) }),
            ChoiceField(
                "outcome", label: "Outcome",
                options: [
                    Choice("", "All", selected: outcome), Choice("correct", "✓ Correct", selected: outcome),
                    Choice("incorrect", "✗ Incorrect", selected: outcome),
                    Choice("failed", "– Failed", selected: outcome),
                ]),
            ChoiceField(
                "flag", label: "Flag",
                options: [Choice("", "All", selected: flag)]
                    + AnswerFlag.allCases.map { Choice($0.rawValue, selected: flag) }),
        ] + (isAgent ? [ended] : []) + [
            ChoiceField(
                "sort", label: "Order",
                options: [
                    Choice("index", "By number", selected: sort), Choice("slowest", "Slowest first", selected: sort),
                    Choice("fastest", "Fastest first", selected: sort),
                ])
        ]
    }
}

/// An example as a line of the table.
struct ExampleRow: Sendable, Hashable {
    let number: String
    let path: String
    let question: String
    let answer: String
    let golds: String
    let mark: OutcomeMark
    let latency: String
    let tokens: String
    let flags: String

    init(_ prediction: Prediction, metric: String?, path: String) {
        number = NumberText.count(prediction.index + 1)
        self.path = path
        question = prediction.question.clippedLine(to: 160)
        answer = (prediction.answer ?? prediction.error ?? "–").clippedLine(to: 80)
        golds = prediction.golds.first?.clippedLine(to: 60) ?? "–"
        mark = OutcomeMark(
            prediction.status == .failed ? nil : metric.flatMap { prediction.scores[$0] },
            isHigherBetter: metric.flatMap(AnswerMetrics.named)?.isHigherBetter ?? true)
        latency = NumberText.seconds(prediction.latency)
        tokens = NumberText.count(prediction.inputTokens + prediction.outputTokens)
        let ending = AgentRecord(trace: prediction.trace)?.status
        let words = (ending.flatMap { $0 == "answered" ? nil : [$0] } ?? []) + prediction.flags.map(\.rawValue)
        flags = words.joined(separator: ", ")
    }
}

/// ✓, ✗ or – for a score.
struct OutcomeMark: Sendable, Hashable {
    let sign: String
    let word: String
    /// Class of its colour; nil for none.
    let kind: String?

    /// - Parameter isHigherBetter: false for a metric that counts what is wrong, such as hallucinations.
    init(_ score: Double?, isHigherBetter: Bool = true) {
        switch score {
        case nil: (sign, word, kind) = ("–", "without a score", nil)
        case isHigherBetter ? 1 : 0: (sign, word, kind) = ("✓", "correct", "good")
        default: (sign, word, kind) = ("✗", "incorrect", "bad")
        }
    }
}
