package import ForgeCore
package import Foundation

/// A study as everybody may see it at any time: while it is open nothing in it tells who is compared.
package struct StudyOverview: Sendable, Codable, Hashable {
    package var id: String
    package var name: String
    package var dataset: String
    package var split: String
    package var isOpen: Bool
    package var createdAt: Date
    package var closedAt: Date?
    /// What a voter votes on: pairs and repeated pairs.
    package var items: Int
    package var pairs: Int
    package var repeats: Int
    package var omitted: VoteOmissions
    package var voters: [VoterTurnout]
    /// Only of a closed study.
    package var contenders: [VoteContender]?

    package init(_ study: VoteStudy, voters: [VoterTurnout]) {
        id = study.id
        name = study.name
        dataset = study.dataset
        split = study.split
        isOpen = study.isOpen
        createdAt = study.createdAt
        closedAt = study.closedAt
        items = study.items
        pairs = study.pairs
        repeats = study.repeats
        omitted = study.omitted
        self.voters = voters
        contenders = study.closedAt == nil ? nil : study.contenders
    }
}

/// A pair as it is shown: two texts, without a hint where they come from or whether they were shown before.
package struct BlindItem: Sendable, Codable, Hashable {
    package var position: Int
    package var prompt: String
    package var left: String
    package var right: String

    package init(_ item: VoteItem) {
        position = item.position
        prompt = item.prompt
        left = item.leftAnswer
        right = item.rightAnswer
    }
}

/// Where a voter is, and what comes next.
package struct VoteTurn: Sendable, Codable, Hashable {
    package var study: String
    package var voter: String
    package var done: Int
    package var total: Int
    /// Nil when the voter has voted on all.
    package var item: BlindItem?
    /// Whether a vote was taken back for this turn.
    package var wasUndone: Bool?

    package init(study: String, voter: String, done: Int, total: Int, item: BlindItem?, wasUndone: Bool? = nil) {
        self.study = study
        self.voter = voter
        self.done = done
        self.total = total
        self.item = item
        self.wasUndone = wasUndone
    }
}
