import ForgeCore

/// Votes on the items of one study, turned into scores of contenders.
struct Ballots {
    private let items: [Int: VoteItem]
    private let contenders: Int

    /// A vote's opinion of an item, whatever side was where.
    private enum Preference: Hashable {
        case lower, neither, upper
    }

    init(_ items: [VoteItem], contenders: Int) {
        self.items = Dictionary(items.map { ($0.position, $0) }) { first, _ in first }
        self.contenders = contenders
    }

    // MARK: Scores

    /// For every pairing of contenders; repeated pairs are left out.
    func pairings(_ votes: [Vote]) -> [VotePairing] {
        let scores = scores(votes)
        return (0..<contenders).flatMap { first in
            ((first + 1)..<max(contenders, first + 1)).map { second in
                VotePairing(
                    first: first, second: second,
                    scores: scores.filter { $0.first == first && $0.second == second }.map(\.score))
            }
        }
    }

    /// Each pair of answers once: the mean score of its upper contender.
    private func scores(_ votes: [Vote]) -> [(first: Int, second: Int, score: Double)] {
        let byPosition = Dictionary(grouping: votes, by: \.position)
        return items.values.sorted { $0.position < $1.position }.compactMap { item in
            guard item.repeats == nil, let votes = byPosition[item.position],
                let mean = Statistics.mean(votes.compactMap { upperScore($0, item) })
            else { return nil }
            return (min(item.left, item.right), max(item.left, item.right), mean)
        }
    }

    private func upperScore(_ vote: Vote, _ item: VoteItem) -> Double? {
        vote.counted.leftScore.map { item.left > item.right ? $0 : 1 - $0 }
    }

    private func preference(_ vote: Vote) -> Preference? {
        guard let item = items[vote.position], let score = upperScore(vote, item) else { return nil }
        return score == 0.5 ? .neither : score > 0.5 ? .upper : .lower
    }

    func strengths(_ votes: [Vote]) -> [VoteStrength]? {
        guard contenders > 2 else { return nil }
        var wins = Array(repeating: Array(repeating: 0.0, count: contenders), count: contenders)
        for pair in scores(votes) {
            wins[pair.second][pair.first] += pair.score
            wins[pair.first][pair.second] += 1 - pair.score
        }
        return Statistics.bradleyTerry(wins)?.enumerated()
            .map { VoteStrength(contender: $0, strength: $1) }
            .sorted { $0.strength.logStrength > $1.strength.logStrength }
    }

    // MARK: Voters

    func result(of voter: Voter, _ votes: [Vote]) -> VoterResult {
        let own = votes.filter { items[$0.position]?.repeats == nil }
        let seen = votes.flatMap(Self.seenSides)
        let read = votes.filter { $0.mirrored != nil && $0.counted != .unreadable }
        let times = votes.map(\.seconds).filter { $0 > 0 }
        return VoterResult(
            voter: voter, votes: own.count, skipped: own.count { $0.counted == .skip },
            unreadable: own.count { $0.counted == .unreadable }, bothBad: own.count { $0.counted == .bothBad },
            pairings: pairings(votes), selfAgreement: selfAgreement(votes),
            leftShare: VoteShare(seen.count { $0 == .left }, of: seen.count { $0 == .left || $0 == .right }),
            flips: VoteShare(read.count(where: \.isFlip), of: read.count),
            medianSeconds: Statistics.percentile(times, 50))
    }

    /// The verdicts by the sides as the voter saw them: of a judge also that on the changed sides.
    private static func seenSides(_ vote: Vote) -> [VoteVerdict] {
        [vote.verdict] + (vote.mirrored.map { [$0.mirrored] } ?? [])
    }

    private func selfAgreement(_ votes: [Vote]) -> VoteShare? {
        let byPosition = Dictionary(votes.map { ($0.position, $0) }) { first, _ in first }
        let twice = votes.compactMap { vote -> Bool? in
            guard let original = items[vote.position]?.repeats.flatMap({ byPosition[$0] }),
                let again = preference(vote), let before = preference(original)
            else { return nil }
            return again == before
        }
        return VoteShare(twice.count(where: \.self), of: twice.count)
    }

    /// Nil when they have no pair in common.
    func agreement(_ first: Voter, _ second: Voter, _ votes: [Vote]) -> VoterAgreement? {
        func preferences(_ voter: Voter) -> [Int: Preference] {
            let own = votes.filter { $0.voter == voter && items[$0.position]?.repeats == nil }
            return Dictionary(own.compactMap { vote in preference(vote).map { (vote.position, $0) } }) { first, _ in
                first
            }
        }
        let (one, other) = (preferences(first), preferences(second))
        let common = one.keys.filter { other[$0] != nil }.sorted()
        let (ones, others) = (common.compactMap { one[$0] }, common.compactMap { other[$0] })
        guard let agreement = VoteShare(zip(ones, others).count { $0 == $1 }, of: common.count) else { return nil }
        return VoterAgreement(
            first: first, second: second, kappa: Statistics.cohenKappa(ones, others), agreement: agreement)
    }
}
