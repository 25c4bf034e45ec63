import ForgeCore
import ForgeLab

/// Right and wrong answers as a field of cells, a window of it at a time.
struct OutcomeGrid: Sendable, Hashable {
    /// Cells at a time.
    static let size = 500

    let metric: String
    /// Links, made here because hundreds of cells are slow as template values. Holds numbers and fixed words only.
    let cells: String
    let hasCells: Bool
    let summary: String
    let pager: Pager

    /// - Parameters:
    ///   - outcomes: of the positions from `from` on.
    ///   - from: a multiple of `size`.
    init(_ experiment: Experiment, metric: String, outcomes: [SampleOutcome], from: Int) {
        self.metric = metric
        let path = PageLink.experiment(experiment.id)
        cells = outcomes.map { Self.cell($0, path: path) }.joined()
        hasCells = !outcomes.isEmpty
        let correct = outcomes.count { $0.score == 1 }
        let failed = outcomes.count { $0.score == nil }
        summary =
            "✓ \(NumberText.count(correct)) correct, ✗ \(NumberText.count(outcomes.count - correct - failed)) incorrect"
            + (failed > 0 ? ", – \(NumberText.count(failed)) without a score" : "")
        pager = Pager(
            page: from / Self.size + 1, size: Self.size, total: max(experiment.total, 1), what: "examples"
        ) { page in PageLink.to(path, [("from", page > 1 ? "\((page - 1) * Self.size)" : nil)]) + "#outcomes" }
    }

    private static func cell(_ outcome: SampleOutcome, path: String) -> String {
        let (mark, name, kind) =
            switch outcome.score {
            case nil: ("–", "without a score", "")
            case 1: ("✓", "correct", " class=\"is-correct\"")
            default: ("✗", "incorrect", " class=\"is-incorrect\"")
            }
        let number = outcome.index + 1
        return "<a\(kind) href=\"\(path)/examples/\(outcome.index)\" title=\"\(number): \(name)\" "
            + "aria-label=\"Example \(number): \(name)\">\(mark)</a>"
    }
}
