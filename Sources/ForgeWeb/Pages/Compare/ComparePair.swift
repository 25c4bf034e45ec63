import ForgeCore
import ForgeLab

/// One pair of a comparison: its sentence and where the two flip.
struct ComparePair: Sendable {
    struct Cell: Sendable {
        let count: String
        let share: String
        let meaning: String
        let path: String
        let isShown: Bool
    }

    let baseline: String
    let other: String
    let verdict: String
    let hasFlips: Bool
    /// In the order right/right, right/wrong, wrong/right, wrong/wrong (baseline first).
    let bothRight: Cell?
    let onlyBaseline: Cell?
    let onlyOther: Cell?
    let bothWrong: Cell?

    /// - Parameter shown: key of the pair whose examples are listed.
    init(_ pair: PairComparison, of comparison: Comparison, query: CompareQuery, shown: String) {
        let (baseline, other) = (comparison.entries[pair.baseline].label, comparison.entries[pair.other].label)
        self.baseline = baseline
        self.other = other
        verdict = pair.verdict
        hasFlips = pair.flips != nil
        let key = Self.key(pair, of: comparison)
        let total = pair.flips.map { $0.bothRight + $0.onlyBaseline + $0.onlyOther + $0.bothWrong }?.count ?? 0
        let cell = { (kind: CompareQuery.Cell, meaning: String) -> Cell? in
            pair.flips.map { flips in
                let count = flips[kind].count
                return Cell(
                    count: NumberText.count(count),
                    share: total == 0 ? "" : NumberText.percent(Double(count) / Double(total)), meaning: meaning,
                    path: query.link(pair: key, cell: kind) + "#examples", isShown: shown == key && query.cell == kind)
            }
        }
        bothRight = cell(.bothRight, "Both right")
        onlyBaseline = cell(.onlyBaseline, "Only \(baseline) right")
        onlyOther = cell(.onlyOther, "Only \(other) right")
        bothWrong = cell(.bothWrong, "Both wrong")
    }

    /// How addresses name a pair.
    static func key(_ pair: PairComparison, of comparison: Comparison) -> String {
        "\(comparison.entries[pair.baseline].id),\(comparison.entries[pair.other].id)"
    }
}

extension Flips {
    subscript(cell: CompareQuery.Cell) -> [Int] {
        switch cell {
        case .bothRight: bothRight
        case .onlyBaseline: onlyBaseline
        case .onlyOther: onlyOther
        case .bothWrong: bothWrong
        }
    }
}
