import Foundation

/// How well a ranking puts what is relevant first. METRICS.md, "Retrieval".
///
/// A measure of a query without anything relevant is nil.
package enum RetrievalMeasures {
    /// Discounted cumulative gain over that of the best ranking: linear gain, discount log2(rank + 1).
    ///
    /// - Parameters:
    ///   - gains: of the ranked items, best first; 0 for what is not relevant.
    ///   - ideal: the gains of everything relevant, in any order.
    package static func ndcg(gains: [Double], ideal: [Double], k: Int) -> Double? {
        let best = discounted(ideal.sorted(by: >), k)
        return best > 0 ? discounted(gains, k) / best : nil
    }

    /// Share of the relevant items that the first k hold.
    ///
    /// - Parameter isRelevant: of the ranked items, best first, each relevant item once.
    package static func recall(_ isRelevant: [Bool], relevant: Int, k: Int) -> Double? {
        guard relevant > 0 else { return nil }
        return Double(isRelevant.prefix(k).count { $0 }) / Double(relevant)
    }

    /// 1 over the rank of the first relevant item, 0 when the first k hold none.
    package static func reciprocalRank(_ isRelevant: [Bool], relevant: Int, k: Int) -> Double? {
        guard relevant > 0 else { return nil }
        return isRelevant.prefix(k).firstIndex(of: true).map { 1 / Double($0 + 1) } ?? 0
    }

    /// Ids by score, best first; equal scores by id descending, as trec_eval orders them.
    package static func ranking(_ scores: [String: Double]) -> [String] {
        scores.sorted { ($0.value, $0.key) > ($1.value, $1.key) }.map(\.key)
    }

    private static func discounted(_ gains: [Double], _ k: Int) -> Double {
        gains.prefix(k).enumerated().reduce(0) { $0 + $1.element / log2(Double($1.offset + 2)) }
    }
}
