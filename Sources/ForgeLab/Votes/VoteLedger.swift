package import ForgeCore

/// One shown pair with its names and what everybody said of it.
package struct LedgerEntry: Sendable, Codable, Hashable {
    package struct Opinion: Sendable, Codable, Hashable {
        package var voter: Voter
        package var verdict: VoteVerdict
        /// The contender whose answer was preferred, by its place; nil for none.
        package var preferred: Int?
    }

    package var position: Int
    package var sampleIndex: Int
    package var prompt: String
    package var left: Int
    package var right: Int
    package var leftAnswer: String
    package var rightAnswer: String
    package var repeats: Int?
    package var opinions: [Opinion]

    static func all(of study: VoteStudy, items: [VoteItem], votes: [Vote]) -> [LedgerEntry] {
        let byPosition = Dictionary(grouping: votes, by: \.position)
        return items.map { item in
            LedgerEntry(
                position: item.position, sampleIndex: item.sampleIndex, prompt: item.prompt, left: item.left,
                right: item.right, leftAnswer: item.leftAnswer, rightAnswer: item.rightAnswer, repeats: item.repeats,
                opinions: (byPosition[item.position] ?? []).sorted { $0.voter < $1.voter }.map { opinion($0, item) })
        }
    }

    private static func opinion(_ vote: Vote, _ item: VoteItem) -> Opinion {
        let preferred: Int? =
            switch vote.counted {
            case .left: item.left
            case .right: item.right
            default: nil
            }
        return Opinion(voter: vote.voter, verdict: vote.counted, preferred: preferred)
    }
}
