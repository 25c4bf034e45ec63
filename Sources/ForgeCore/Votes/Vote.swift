package import Foundation

/// What a voter says of a pair, by the sides as they were shown.
package enum VoteVerdict: String, Sendable, Codable, CaseIterable {
    case left, right
    /// Both are equally good.
    case tie
    /// Neither is any good; counts as a tie, and is counted apart too.
    case bothBad = "both-bad"
    /// No opinion: counts for nothing.
    case skip
    /// A model's answer that no verdict could be read from; counts for nothing, and is counted.
    case unreadable

    /// What people may choose.
    package static let human: [VoteVerdict] = [.left, .right, .tie, .bothBad, .skip]

    /// Of the left side: 1, ½ or 0; nil for one that counts for nothing.
    package var leftScore: Double? {
        switch self {
        case .left: 1
        case .right: 0
        case .tie, .bothBad: 0.5
        case .skip, .unreadable: nil
        }
    }

    /// The same opinion when the sides are changed.
    package var mirrored: VoteVerdict {
        switch self {
        case .left: .right
        case .right: .left
        default: self
        }
    }
}

/// Who votes. A person and a model of the same name are two voters.
package struct Voter: Sendable, Codable, Hashable, Comparable {
    package enum Kind: String, Sendable, Codable, CaseIterable {
        case human
        /// A language model. Never counted together with people.
        case judge
    }

    package var kind: Kind
    package var name: String

    package init(_ kind: Kind, _ name: String) {
        self.kind = kind
        self.name = name
    }

    package static func < (left: Voter, right: Voter) -> Bool {
        // People first.
        (left.kind == .judge ? 1 : 0, left.name) < (right.kind == .judge ? 1 : 0, right.name)
    }
}

/// One voter's verdict on one item.
package struct Vote: Sendable, Codable, Hashable {
    package var voter: Voter
    package var position: Int
    package var verdict: VoteVerdict
    /// Of a judge that saw both orders: its verdict on the changed sides, by the sides of the item.
    package var mirrored: VoteVerdict?
    /// Time from showing to voting; 0 when unknown.
    package var seconds: Double
    package var votedAt: Date

    package init(
        voter: Voter, position: Int, verdict: VoteVerdict, mirrored: VoteVerdict? = nil, seconds: Double = 0,
        votedAt: Date = Timestamp.now()
    ) {
        self.voter = voter
        self.position = position
        self.verdict = verdict
        self.mirrored = mirrored
        self.seconds = seconds
        self.votedAt = votedAt
    }

    /// What counts. Of a judge only what it says in both orders, else a tie (Zheng et al. 2023, section 4); nothing when
    /// one of the two could not be read.
    package var counted: VoteVerdict {
        guard let mirrored else { return verdict }
        if verdict == .unreadable || mirrored == .unreadable { return .unreadable }
        return verdict == mirrored ? verdict : .tie
    }

    /// A judge's two verdicts that name different sides, or a side and a tie.
    package var isFlip: Bool {
        guard let mirrored, verdict != .unreadable, mirrored != .unreadable else { return false }
        return verdict != mirrored
    }
}

/// How far a voter is.
package struct VoterTurnout: Sendable, Codable, Hashable {
    package var voter: Voter
    package var votes: Int

    package init(voter: Voter, votes: Int) {
        self.voter = voter
        self.votes = votes
    }
}
