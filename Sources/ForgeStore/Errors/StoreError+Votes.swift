import ForgeCore

extension StoreError {
    static func noStudy(_ reference: String, nearest: [String]) -> StoreError {
        StoreError(
            .notFound, "votes.not-found", "There is no vote study \"\(reference)\".",
            cause: reference.count < 4 ? "A part of an id needs at least 4 characters." : nil,
            remedy: nearest.isEmpty
                ? "`forge vote list` shows what there is." : "Did you mean \(nearest.joined(separator: ", "))?")
    }

    static func ambiguousStudy(_ reference: String, candidates: [String]) -> StoreError {
        StoreError(
            .conflict, "votes.ambiguous", "\"\(reference)\" could mean \(candidates.count) vote studies.",
            cause: candidates.prefix(10).joined(separator: ", "), remedy: "Give more characters of the id.")
    }

    static func duplicateStudy(_ id: String) -> StoreError {
        StoreError(
            .conflict, "votes.duplicate", "A vote study with the id \(id) exists already.",
            remedy: "Make the new one under an id of its own.")
    }

    static func noVotesTaken(_ study: VoteStudy) -> StoreError {
        let state = study.deletedAt == nil ? "is closed" : "is deleted"
        return StoreError(
            .conflict, "votes.closed", "The vote study \(study.name) \(state) and takes no votes.",
            cause: study.deletedAt == nil ? "Its names are known, so that later votes would not be blind." : nil,
            remedy: study.deletedAt == nil
                ? "Make a new study of the same experiments with another seed."
                : "Restore it first: `forge vote delete --undo \(study.id)`.")
    }

    static func noSuchPair(_ position: Int, in id: String) -> StoreError {
        StoreError.invalid("The vote study \(id) has no pair \(position + 1).")
    }

    static func otherVerdict(_ vote: Vote, before: VoteVerdict) -> StoreError {
        StoreError(
            .conflict, "votes.already",
            "\(vote.voter.name) has voted on pair \(vote.position + 1) already.",
            cause: "The verdict was \(before.rawValue), now it would be \(vote.verdict.rawValue).",
            remedy: "Take the latest vote back first, then vote again.")
    }
}
