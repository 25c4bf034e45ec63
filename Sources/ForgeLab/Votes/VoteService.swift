package import ForgeCore
private import Foundation

/// What is done with vote studies: the one place behind the API, the pages and the commands.
package struct VoteService: Sendable {
    package let experiments: any ExperimentStore
    package let store: any VoteStore

    package init(experiments: any ExperimentStore, store: any VoteStore) {
        self.experiments = experiments
        self.store = store
    }

    // MARK: Studies

    /// Draws the pairs and keeps them.
    ///
    /// - Throws: `LabError` `votes.…` for impossible options, experiments that are not completed or did not answer the
    ///   same questions, and when no pair of answers differs.
    package func create(_ wish: NewVoteStudy) async throws -> StudyOverview {
        try wish.check()
        var contenders: [Experiment] = []
        for reference in wish.experiments { contenders.append(try await experiments.findExperiment(reference)) }
        let first = try Self.check(contenders)
        let seed = wish.seed ?? UInt64.random(in: 0..<1 << 32)
        let questions = try await questions(of: contenders)
        let draw = VoteDraw(
            questions, contenders: contenders.count, pairs: wish.pairs ?? NewVoteStudy.standardPairs,
            repeats: wish.repeats ?? NewVoteStudy.standardRepeats, seed: seed)
        guard draw.pairs > 0 else { throw Self.nothingToVote(draw.omitted) }
        let study = VoteStudy(
            name: wish.name ?? "\(first.dataset) vote", contenders: contenders.map(VoteContender.init),
            dataset: first.dataset, split: first.split, sampleHash: first.sampleHash, seed: seed, pairs: draw.pairs,
            repeats: draw.items.count - draw.pairs, omitted: draw.omitted)
        try await store.create(study, items: draw.items)
        return StudyOverview(study, voters: [])
    }

    package func list() async throws -> [StudyOverview] {
        let studies = try await store.studies()
        let turnout = try await store.turnout(of: studies.map(\.id))
        return studies.map { StudyOverview($0, voters: turnout[$0.id] ?? []) }
    }

    package func overview(_ id: String) async throws -> StudyOverview {
        let study = try await store.study(id)
        return StudyOverview(study, voters: try await store.turnout(of: [id])[id] ?? [])
    }

    /// Ends the votes and tells the names.
    ///
    /// - Throws: conflict when nobody has voted.
    package func close(_ id: String) async throws -> VoteResults {
        let study = try await store.study(id)
        let votes = try await store.votes(of: id)
        guard study.closedAt != nil || !votes.isEmpty else {
            throw LabError(
                .conflict, "votes.none", "Nobody has voted in \(study.name) yet.",
                remedy: "Vote first, or delete the study.")
        }
        try await store.closeStudy(id, at: Timestamp.now())
        return try await results(of: id)
    }

    // MARK: Voting

    /// The first item that the voter has not voted on.
    package func turn(of voter: Voter, in id: String) async throws -> VoteTurn {
        let study = try await store.study(id)
        let items = try await store.items(of: id)
        let voted = Set(try await store.votes(of: id).filter { $0.voter == voter }.map(\.position))
        let next = study.isOpen ? items.first { !voted.contains($0.position) } : nil
        return VoteTurn(
            study: id, voter: voter.name, done: voted.count, total: study.items, item: next.map(BlindItem.init))
    }

    /// - Parameter seconds: from showing to voting; what is longer than an hour counts as unknown.
    package func cast(
        _ verdict: VoteVerdict, on position: Int, by voter: Voter, seconds: Double = 0, in id: String
    ) async throws {
        guard VoteVerdict.human.contains(verdict) else {
            throw NewVoteStudy.invalid(
                "\(verdict.rawValue) is no verdict that a person gives.",
                "Choose one of \(VoteVerdict.human.map(\.rawValue).joined(separator: ", ")).")
        }
        let vote = Vote(
            voter: voter, position: position, verdict: verdict, seconds: (0...3600).contains(seconds) ? seconds : 0)
        try await store.cast(vote, calls: [], in: id)
    }

    /// Takes the voter's latest vote back; the pair comes again.
    package func undo(by voter: Voter, in id: String) async throws -> VoteTurn {
        let undone = try await store.withdrawLatest(of: voter, in: id)
        var turn = try await turn(of: voter, in: id)
        turn.wasUndone = undone != nil
        return turn
    }

    // MARK: After the end

    /// - Throws: conflict while the study is open.
    package func results(of id: String) async throws -> VoteResults {
        let study = try await closed(id)
        return VoteResults(study, items: try await store.items(of: id), votes: try await store.votes(of: id))
    }

    /// Every pair with its names and votes. - Throws: conflict while the study is open.
    package func ledger(of id: String) async throws -> [LedgerEntry] {
        let study = try await closed(id)
        return LedgerEntry.all(
            of: study, items: try await store.items(of: id), votes: try await store.votes(of: id))
    }

    /// The votes as preference pairs. - Throws: conflict while the study is open.
    ///
    /// - Parameter judge: the preferences of this model in the place of people's.
    package func preferences(of id: String, judge: String?) async throws -> VotePreferences {
        let study = try await closed(id)
        return try VotePreferences(
            study, items: try await store.items(of: id), votes: try await store.votes(of: id), judge: judge)
    }

    /// A judge's model calls, which tell its opinions. - Throws: conflict while the study is open.
    package func calls(of id: String, judge: String) async throws -> [ModelCall] {
        _ = try await closed(id)
        return try await store.calls(of: id, judge: judge)
    }

    private func closed(_ id: String) async throws -> VoteStudy {
        let study = try await store.study(id)
        guard study.closedAt != nil else {
            throw LabError(
                .conflict, "votes.open", "The vote study \(study.name) is still open.",
                cause: "Its names and figures would influence those who vote.",
                remedy: "End it first: `forge vote close \(id)`, or the button on its page.")
        }
        return study
    }
}

// MARK: Making

extension VoteService {
    /// - Returns: the first.
    private static func check(_ experiments: [Experiment]) throws -> Experiment {
        let first = experiments[0]
        guard Set(experiments.map(\.id)).count == experiments.count else {
            throw NewVoteStudy.invalid("An experiment is named twice.", "Name each once.")
        }
        if let unfinished = experiments.first(where: { $0.status != .completed }) {
            throw LabError(
                .conflict, "votes.unfinished", "\(unfinished.name) is \(unfinished.status.rawValue), not completed.",
                remedy: "Finish it first: `forge resume \(unfinished.id)`.")
        }
        if let other = experiments.first(where: { $0.sampleHash != first.sampleHash }) {
            throw LabError(
                .conflict, "votes.different-questions",
                "\(first.name) and \(other.name) did not answer the same questions.",
                cause: "Their samples' hashes are \(first.sampleHash.prefix(8)) and \(other.sampleHash.prefix(8)).",
                remedy: "Run one again with the data set, number of questions and seed of the other.")
        }
        return first
    }

    private func questions(of contenders: [Experiment]) async throws -> [VoteDraw.Question] {
        var questions: [Int: VoteDraw.Question] = [:]
        for (place, contender) in contenders.enumerated() {
            try await experiments.forEachPrediction(of: contender.id) { prediction in
                let text = prediction.output.trimmingCharacters(in: .whitespacesAndNewlines)
                let empty = VoteDraw.Question(
                    index: prediction.index, sampleID: prediction.sampleID, prompt: prediction.question,
                    answers: Array(repeating: nil, count: contenders.count))
                questions[prediction.index, default: empty].answers[place] =
                    prediction.status == .answered && !text.isEmpty ? text : nil
            }
        }
        return questions.values.sorted { $0.index < $1.index }
    }

    private static func nothingToVote(_ omitted: VoteOmissions) -> LabError {
        LabError(
            .conflict, "votes.nothing", "There is no pair of answers to vote on.",
            cause: "\(omitted.equal) pairs are the same text and \(omitted.unanswered) lack an answer.",
            remedy: "Choose experiments whose answers differ.")
    }
}

extension VoteContender {
    init(_ experiment: Experiment) {
        let engine = experiment.provenance["engine"]
        self.init(
            experimentID: experiment.id, name: experiment.name, method: experiment.method, model: experiment.model,
            configHash: experiment.configHash, modelSHA256: engine?["modelSHA256"]?.string,
            adapterSHA256: experiment.provenance["adapterSHA256"]?.string)
    }
}
