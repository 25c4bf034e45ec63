import ForgeCore

/// Decides whether guesses are computed and how many, by what they are expected to bring and what they cost.
///
/// Guesses cost rows of a batch, so with many sequences at once, or where guesses are mostly wrong, they cost more than
/// they bring. How often a guess is right is counted by the length of its match, also while none are computed; what
/// rows cost is measured at load and corrected by every step.
struct DraftGovernor {
    /// Rows of a sequence, its own token included. Powers of two, which suit the kernels of all weight formats.
    static let widths = [2, 4, 8, 16]
    /// Guesses must promise to be this much faster.
    static let margin = 1.1
    /// How much an observation outweighs the one before.
    private static let decay = 0.98

    private(set) var costs: StepCosts
    private let rowMultiple: Int
    /// Guesses are computed whatever they cost.
    private let isEager: Bool
    private static let eagerWidth = 8
    /// Guesses and right ones by the length of their match. They begin with what is usual: a third after two tokens, three of
    /// four after seven or more.
    private var tested = [Double](repeating: 4, count: PromptLookup.longest + 1)
    private var right = (0...PromptLookup.longest).map { 4 * min(0.75, 0.12 + 0.09 * Double($0)) }

    init(costs: StepCosts, rowMultiple: Int, isEager: Bool = false) {
        self.costs = costs
        self.rowMultiple = rowMultiple
        self.isEager = isEager
    }

    mutating func observe(_ seen: PromptLookup.Seen) {
        tested[seen.matched] = tested[seen.matched] * Self.decay + 1
        right[seen.matched] = right[seen.matched] * Self.decay + (seen.isRight ? 1 : 0)
    }

    mutating func observe(rows: Int, seconds: Double) { costs.observe(rows: rows, seconds: seconds) }

    /// How many of `count` guesses are expected to be right, all those before them included.
    func expected(matched: Int, count: Int) -> Double {
        guard matched > 0 else { return 0 }
        var (all, chance) = (0.0, 1.0)
        for step in 0..<count {
            let length = min(matched + step, PromptLookup.longest)
            chance *= right[length] / tested[length]
            all += chance
        }
        return all
    }

    /// Rows for each sequence; nil when single tokens are expected to be about as fast.
    ///
    /// - Parameters:
    ///   - matches: of every request that generates, the length of its match.
    ///   - sequences: that get rows, idle ones among them.
    ///   - singleRows: of a step without guesses.
    ///   - most: rows that a sequence can have.
    func width(matches: [Int], sequences: Int, singleRows: Int, most: Int) -> Int? {
        let allowed = Self.widths.filter { $0 <= most && $0 * sequences % rowMultiple == 0 }
        if isEager { return allowed.last { $0 <= Self.eagerWidth } ?? allowed.first }
        let single = Double(matches.count) / costs.seconds(rows: singleRows)
        var best: (width: Int, speed: Double)?
        for width in allowed {
            let tokens = matches.reduce(0) { $0 + 1 + expected(matched: $1, count: width - 1) }
            let speed = tokens / costs.seconds(rows: width * sequences)
            if speed > best?.speed ?? single * Self.margin { best = (width, speed) }
        }
        return best?.width
    }
}

/// Seconds that a step takes by its number of rows.
struct StepCosts {
    private let measured: [(rows: Int, seconds: Double)]
    /// By the logarithm of the rows: how many times the measured seconds real steps take. Long sequences take more for
    /// every row, other processes more for all.
    private var factors = [Double](repeating: 1, count: 12)
    private static let weight = 0.1

    /// - Parameter measured: with rising rows, at least one.
    init(measured: [(rows: Int, seconds: Double)]) { self.measured = measured }

    func seconds(rows: Int) -> Double { base(rows) * factors[Self.bucket(rows)] }

    mutating func observe(rows: Int, seconds: Double) {
        let bucket = Self.bucket(rows)
        let factor = min(100, max(0.01, seconds / base(rows)))
        let change = (factor - factors[bucket]) * Self.weight
        factors[bucket] += change
        // What slows one size down mostly slows down all: sizes that are not in use follow, and are tried again.
        for other in factors.indices where other != bucket {
            factors[other] += (factors[bucket] - factors[other]) * Self.weight * 0.1
        }
    }

    private static func bucket(_ rows: Int) -> Int { min(11, Int.bitWidth - 1 - max(1, rows).leadingZeroBitCount) }

    /// Between two measurements on the line between them; beyond the last in proportion to the rows.
    private func base(_ rows: Int) -> Double {
        guard let last = measured.last else { return Double(rows) }
        guard let above = measured.firstIndex(where: { $0.rows >= rows }) else {
            return last.seconds * Double(rows) / Double(last.rows)
        }
        guard above > 0 else { return max(1e-6, measured[0].seconds) }
        let (low, high) = (measured[above - 1], measured[above])
        let share = Double(rows - low.rows) / Double(high.rows - low.rows)
        return max(1e-6, low.seconds + (high.seconds - low.seconds) * share)
    }
}
