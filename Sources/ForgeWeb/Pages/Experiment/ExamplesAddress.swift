import ForgeCore
import ForgeLab

/// Which examples of an experiment are shown, as the address says it.
struct ExamplesAddress: Sendable, Hashable {
    static let pageSize = 50

    let id: String
    var text: String?
    var metric: String?
    /// `correct`, `incorrect`, `failed`.
    var outcome: String?
    var flag: String?
    /// How agents' runs ended.
    var ending: String?
    var sort: PredictionSort
    /// From 1.
    var page: Int

    init(id: String, _ values: FormValues) {
        self.id = id
        text = values["text"]
        metric = values["metric"]
        outcome = values["outcome"]
        flag = values["flag"]
        ending = values["ending"]
        sort = values["sort"].flatMap(PredictionSort.init) ?? .index
        page = min(1_000_000, max(1, values.int("page") ?? 1))
    }

    var hasFilter: Bool { [text, outcome, flag, ending].contains { $0 != nil } }
    var isPlain: Bool { !hasFilter && sort == .index }

    /// - Parameter results: the first quality metric decides unless the address names one.
    func query(_ results: [MetricResult]) -> PredictionQuery {
        let correct: Bool? = ["correct": true, "incorrect": false][outcome ?? ""]
        return PredictionQuery(
            metric: correct == nil ? nil : metric ?? results.first(where: \.isQuality)?.metric, correct: correct,
            text: text, flag: flag.flatMap(AnswerFlag.init), status: outcome == "failed" ? .failed : nil,
            ending: ending, sort: sort, offset: (page - 1) * Self.pageSize, limit: Self.pageSize)
    }

    /// The filter without the page.
    var parameters: [(String, String?)] {
        [
            ("text", text), ("metric", metric), ("outcome", outcome), ("flag", flag),
            ("ending", ending), ("sort", sort == .index ? nil : sort.rawValue),
        ]
    }

    func path(page: Int) -> String {
        PageLink.to(
            PageLink.experiment(id), [("tab", "examples")] + parameters + [("page", page > 1 ? "\(page)" : nil)])
    }

    /// - Parameter position: among all that match, from 0.
    func example(_ index: Int, at position: Int) -> String {
        PageLink.to(
            PageLink.example(id, index), isPlain ? [] : parameters + [("at", "\(position)")])
    }
}
