import ForgeLab

/// What the address of the comparison says.
struct CompareQuery: Sendable, Hashable {
    enum Cell: String, Sendable, CaseIterable { case bothRight, onlyBaseline, onlyOther, bothWrong }

    /// Two or more for a comparison; the first is what others are set against when no baseline is chosen.
    var ids: [String]
    var baseline: String?
    var metric: String?
    /// Level of significance; nil for what the platform takes.
    var alpha: Double?
    var cell: Cell?
    /// Ids of the pair whose examples are listed; nil for the first pair.
    var pair: String?
    /// From 1.
    var page: Int
    /// Of the picker: part of the name.
    var text: String?
    /// Whether the experiments are to be chosen although there are enough.
    var isChoosing: Bool

    init(_ values: FormValues) {
        ids = values.all("ids").flatMap { $0.split(separator: ",").map(String.init) }
        baseline = values["baseline"]
        metric = values["metric"]
        alpha = values.double("alpha").flatMap { $0 > 0 && $0 < 1 ? $0 : nil }
        cell = values["cell"].flatMap(Cell.init)
        pair = values["pair"]
        page = max(1, values.int("page") ?? 1)
        text = values["text"]
        isChoosing = values["choose"] != nil
    }

    var options: ComparisonOptions {
        var options = ComparisonOptions(metric: metric, baseline: baseline)
        if let alpha { options.alpha = alpha }
        return options
    }

    /// The same comparison with other examples, from their first page.
    func link(pair: String? = nil, cell: Cell? = nil, page: Int? = nil) -> String {
        PageLink.to(
            "/compare",
            parameters + [
                ("pair", pair), ("cell", cell?.rawValue), ("page", page.map(String.init)),
            ])
    }

    /// Of a chart or a download of the comparison.
    func link(to path: String) -> String { PageLink.to(path, parameters) }

    private var parameters: [(String, String?)] {
        [
            ("ids", ids.joined(separator: ",")), ("baseline", baseline), ("metric", metric),
            ("alpha", alpha.map { "\($0)" }),
        ]
    }
}
