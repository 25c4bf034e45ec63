/// Fuses rankings by Σ 1/(60 + rank), rank from 1 (Cormack, Clarke and Büttcher 2009).
package enum ReciprocalRankFusion {
    package static let constant = 60.0

    /// Best first; equal sums in the order of first appearance.
    package static func fuse(_ rankings: [[Int]]) -> [(item: Int, score: Double)] {
        var scores: [Int: Double] = [:]
        var order: [Int] = []
        for ranking in rankings {
            for (index, item) in ranking.enumerated() {
                if scores[item] == nil { order.append(item) }
                scores[item, default: 0] += 1 / (constant + Double(index + 1))
            }
        }
        return order.map { ($0, scores[$0] ?? 0) }.enumerated()
            .sorted { ($1.element.1, $0.offset) < ($0.element.1, $1.offset) }.map(\.element)
    }
}
