/// Finds the largest batch that fits: doubling until one does not, then halving the gap.
///
/// It decides only; whoever tries the batches tells it what came of each.
package struct LargestBatch: Sendable, Hashable {
    private let most: Int
    /// The largest that fitted.
    package private(set) var fitting: Int?
    /// The smallest that did not.
    package private(set) var failing: Int?

    /// - Precondition: 1 ≤ first ≤ most.
    package init(from first: Int = 1, most: Int) {
        precondition(1 <= first && first <= most, "the first batch must be from 1 to the largest")
        self.most = most
        self.first = first
    }

    private let first: Int

    /// What to try next; nil when the answer is known.
    package var next: Int? {
        switch (fitting, failing) {
        case (nil, nil): return first
        case (nil, let failing?): return failing == 1 ? nil : failing / 2
        case (let fitting?, nil): return fitting == most ? nil : min(most, fitting * 2)
        case (let fitting?, let failing?): return failing - fitting <= 1 ? nil : fitting + (failing - fitting) / 2
        }
    }

    /// Whether everything that was allowed fits: the true limit is not known.
    package var isBounded: Bool { fitting == most }

    package mutating func record(_ batch: Int, fits: Bool) {
        if fits { fitting = max(fitting ?? batch, batch) } else { failing = min(failing ?? batch, batch) }
    }
}
