import ForgeCore
import ForgeLab

/// The examples of one pair, both answers beside one another, in pages.
struct CompareExamples: Sendable {
    struct Answer: Sendable {
        let text: String
        let isMissing: Bool
        let sign: String
        let word: String
        /// `good`, `bad` or `muted`.
        let kind: String
        let latency: String
        let path: String
    }

    struct Row: Sendable {
        let number: String
        let question: String
        let golds: String
        let baseline: Answer
        let other: Answer
    }

    struct Filter: Sendable {
        let name: String
        let path: String
        let isCurrent: Bool
    }

    /// Of the pair.
    let key: String
    let baseline: String
    let other: String
    let title: String
    let rows: [Row]
    let isEmpty: Bool
    let filters: [Filter]
    let pairs: [Filter]
    let hasPairs: Bool
    let pager: Pager

    static let size = 25

    static func load(
        _ query: CompareQuery, _ comparison: Comparison, store: any ExperimentStore
    ) async throws -> CompareExamples {
        let pair = comparison.pairs.first { ComparePair.key($0, of: comparison) == query.pair } ?? comparison.pairs[0]
        let indices = indices(query, pair, questions: comparison.questions)
        let pages = max(1, (indices.count + size - 1) / size)
        let page = min(query.page, pages)
        let shown = Array(indices.dropFirst((page - 1) * size).prefix(size))
        let wanted = PredictionQuery(indices: Set(shown), limit: size)
        let left = try await store.predictions(of: comparison.entries[pair.baseline].id, wanted).items
        let right = try await store.predictions(of: comparison.entries[pair.other].id, wanted).items
        let pager = Pager(page: page, size: size, total: indices.count, what: "questions") {
            query.link(pair: query.pair, cell: query.cell, page: $0) + "#examples"
        }
        return CompareExamples(
            pair, of: comparison, query: query, predictions: (left, right), shown: shown, pager: pager)
    }

    /// Those of the chosen cell; without one those that flip, or all when the metric has no right and wrong.
    private static func indices(_ query: CompareQuery, _ pair: PairComparison, questions: Int) -> [Int] {
        guard let flips = pair.flips else { return Array(0..<questions) }
        return query.cell.map { flips[$0] } ?? (flips.onlyBaseline + flips.onlyOther).sorted()
    }

    private init(
        _ pair: PairComparison, of comparison: Comparison, query: CompareQuery,
        predictions: (left: [Prediction], right: [Prediction]), shown: [Int], pager: Pager
    ) {
        let key = ComparePair.key(pair, of: comparison)
        self.key = key
        baseline = comparison.entries[pair.baseline].label
        other = comparison.entries[pair.other].label
        self.pager = pager
        let metric = comparison.metric
        let left = Dictionary(predictions.left.map { ($0.index, $0) }, uniquingKeysWith: { first, _ in first })
        let right = Dictionary(predictions.right.map { ($0.index, $0) }, uniquingKeysWith: { first, _ in first })
        rows = shown.compactMap { index in
            guard let first = left[index], let second = right[index] else { return nil }
            return Row(
                number: "\(index + 1)", question: first.question, golds: first.golds.prefix(3).joined(separator: " · "),
                baseline: Answer(first, metric: metric), other: Answer(second, metric: metric))
        }
        isEmpty = rows.isEmpty
        title = Self.title(query.cell, pair, of: comparison)
        filters = pair.flips == nil ? [] : Self.filters(query, key: key, baseline: baseline, other: other)
        pairs = comparison.pairs.map { pair in
            let own = ComparePair.key(pair, of: comparison)
            let (first, second) = (comparison.entries[pair.baseline].label, comparison.entries[pair.other].label)
            return Filter(
                name: "\(second) against \(first)", path: query.link(pair: own, cell: query.cell) + "#examples",
                isCurrent: own == key)
        }
        hasPairs = comparison.pairs.count > 1
    }

    private static func title(_ cell: CompareQuery.Cell?, _ pair: PairComparison, of comparison: Comparison) -> String {
        switch cell {
        case _ where pair.flips == nil: "All questions"
        case nil: "Questions that only one answered correctly"
        case .bothRight: "Questions that both answered correctly"
        case .onlyBaseline: "Questions that only \(comparison.entries[pair.baseline].label) answered correctly"
        case .onlyOther: "Questions that only \(comparison.entries[pair.other].label) answered correctly"
        case .bothWrong: "Questions that neither answered correctly"
        }
    }

    private static func filters(_ query: CompareQuery, key: String, baseline: String, other: String) -> [Filter] {
        let names: [(CompareQuery.Cell?, String)] = [
            (nil, "Only one right"), (.onlyBaseline, "Only \(baseline)"), (.onlyOther, "Only \(other)"),
            (.bothRight, "Both right"), (.bothWrong, "Both wrong"),
        ]
        return names.map { cell, name in
            Filter(name: name, path: query.link(pair: key, cell: cell) + "#examples", isCurrent: cell == query.cell)
        }
    }
}

extension CompareExamples.Answer {
    init(_ prediction: Prediction, metric: MetricInfo) {
        isMissing = prediction.answer == nil
        text = prediction.answer ?? prediction.error ?? "no answer found"
        latency = NumberText.seconds(prediction.latency)
        path = "\(PageLink.experiment(prediction.experimentID))/examples/\(prediction.index)"
        let score = prediction.scores[metric.name]
        switch score {
        case nil: (sign, word, kind) = ("–", "not scored", "muted")
        case let score? where metric.isBinary:
            (sign, word, kind) = score == 1 ? ("✓", "correct", "good") : ("✗", "incorrect", "bad")
        case let score?: (sign, word, kind) = (NumberText.decimal(score, places: 2), "", "muted")
        }
    }
}
