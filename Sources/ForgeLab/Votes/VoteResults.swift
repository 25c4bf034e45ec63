package import ForgeCore

/// A part of a whole with Wilson's interval.
package struct VoteShare: Sendable, Codable, Hashable {
    package var count: Int
    package var total: Int
    package var value: Double
    package var interval: Interval

    /// Nil without a whole.
    init?(_ count: Int, of total: Int) {
        guard let interval = Statistics.wilson(successes: count, trials: total) else { return nil }
        self.count = count
        self.total = total
        value = Double(count) / Double(total)
        self.interval = interval
    }
}

/// What votes say of two contenders. Every pair of answers counts once, with the mean of its voters' scores (1 for the
/// second's answer, 0 for the first's, ½ for a tie).
package struct VotePairing: Sendable, Codable, Hashable {
    /// Contenders by their place in the study.
    package var first: Int
    package var second: Int
    /// Pairs of answers with at least one vote that counts.
    package var pairs: Int
    /// Pairs in which the second was preferred, neither, the first.
    package var wins: Int
    package var ties: Int
    package var losses: Int
    /// Mean score of the second; nil without pairs.
    package var winRate: Double?
    /// Wilson's, with ties as halves: not narrower than 95 %.
    package var interval: Interval?
    /// Exact sign test of wins against losses.
    package var pValue: Double?

    /// - Parameter scores: of the second contender, one a pair of answers.
    init(first: Int, second: Int, scores: [Double]) {
        self.first = first
        self.second = second
        pairs = scores.count
        wins = scores.count { $0 > 0.5 }
        losses = scores.count { $0 < 0.5 }
        ties = pairs - wins - losses
        winRate = Statistics.mean(scores)
        interval = Statistics.wilson(meanOf: scores)
        pValue = scores.isEmpty ? nil : Statistics.signTest(wins: wins, losses: losses)
    }
}

/// One contender's Bradley–Terry strength.
package struct VoteStrength: Sendable, Codable, Hashable {
    package var contender: Int
    package var strength: Strength
}

/// One voter's votes. Repeated pairs count for self-agreement and for the sides only.
package struct VoterResult: Sendable, Codable, Hashable {
    package var voter: Voter
    package var votes: Int
    package var skipped: Int
    /// Of a judge: pairs from whose output no verdict could be read.
    package var unreadable: Int
    /// Of the ties those where neither answer was any good.
    package var bothBad: Int
    package var pairings: [VotePairing]
    /// Share of repeated pairs on which the voter said the same again.
    package var selfAgreement: VoteShare?
    /// How often the left one was chosen, of all choices of a side.
    package var leftShare: VoteShare?
    /// Of a judge: pairs on which its verdict changed with the sides, of those that were read twice.
    package var flips: VoteShare?
    /// Median time of a vote; nil when none is known.
    package var medianSeconds: Double?
}

/// Cohen's κ of two voters over the pairs that both voted on.
package struct VoterAgreement: Sendable, Codable, Hashable {
    package var first: Voter
    package var second: Voter
    /// Nil when chance alone explains all (both always said the same one thing).
    package var kappa: Kappa?
    package var agreement: VoteShare
}

/// What a closed study says.
package struct VoteResults: Sendable, Codable, Hashable {
    package var study: VoteStudy
    /// Of all people together.
    package var pairings: [VotePairing]
    /// Of three or more contenders, from people's votes; nil when they don't determine them.
    package var strengths: [VoteStrength]?
    package var voters: [VoterResult]
    package var judges: [VoterResult]
    package var agreements: [VoterAgreement]
    /// One sentence a pairing.
    package var verdicts: [String]

    package init(_ study: VoteStudy, items: [VoteItem], votes: [Vote]) {
        let ballots = Ballots(items, contenders: study.contenders.count)
        let people = votes.filter { $0.voter.kind == .human }
        let names = Set(votes.map(\.voter)).sorted()
        self.study = study
        pairings = ballots.pairings(people)
        strengths = ballots.strengths(people)
        let results = names.map { name in ballots.result(of: name, votes.filter { $0.voter == name }) }
        voters = results.filter { $0.voter.kind == .human }
        judges = results.filter { $0.voter.kind == .judge }
        agreements = names.indices.flatMap { first in
            names.indices.dropFirst(first + 1).compactMap { second in
                ballots.agreement(names[first], names[second], votes)
            }
        }
        verdicts = pairings.map { VoteWording(study).sentence(for: $0) }
    }
}
