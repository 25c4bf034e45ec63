import ForgeCore
import ForgeLab
import Foundation
import HTTPTypes
import Hummingbird

/// One vote study: its voters while it is open, the ballot, and the results after its end.
struct VotePage {
    let service: VoteService
    let renderer: PageRenderer

    func add(to router: Router<WebContext>) {
        router.get("/votes/{id}") { request, context in
            try await study(try context.parameter("id"), FormValues(query: request))
        }
        router.get("/votes/{id}/ballot") { request, context in
            let id = try context.parameter("id")
            return try await ballot(id, FormValues(query: request)["voter"] ?? "")
        }
        router.post("/votes/{id}/ballot") { request, context in
            let id = try context.parameter("id")
            let values = try await FormValues(body: request)
            let voter = try Voter(person: values["voter"] ?? "")
            try await cast(values, by: voter, in: id)
            return Response.redirect(to: VoteLink.ballot(id, voter: voter.name), type: .normal)
        }
        router.post("/votes/{id}/undo") { request, context in
            let id = try context.parameter("id")
            let voter = try Voter(person: try await FormValues(body: request)["voter"] ?? "")
            _ = try await service.undo(by: voter, in: id)
            return Response.redirect(to: VoteLink.ballot(id, voter: voter.name), type: .normal)
        }
        router.post("/votes/{id}/close") { _, context in
            let id = try context.parameter("id")
            _ = try await service.close(id)
            return Response.redirect(to: VoteLink.study(id), type: .normal)
        }
    }

    private func study(_ id: String, _ values: FormValues) async throws -> Response {
        let overview = try await service.overview(id)
        guard overview.closedAt != nil else {
            return try page(overview.name, OpenStudyContent(overview), "vote-study", trail: [])
        }
        let content = VoteResultsContent(
            try await service.results(of: id), ledger: try await service.ledger(of: id), page: values.int("page") ?? 1)
        return try page(overview.name, content, "vote-results", trail: [])
    }

    private func ballot(_ id: String, _ name: String) async throws -> Response {
        let overview = try await service.overview(id)
        guard overview.isOpen else { return Response.redirect(to: VoteLink.study(id), type: .normal) }
        do {
            let voter = try Voter(person: name)
            let turn = try await service.turn(of: voter, in: id)
            return try page(
                overview.name, BallotContent(overview, turn: turn), "vote-ballot",
                trail: [Breadcrumb(overview.name, VoteLink.study(id))], scripts: ["vote.js"])
        } catch let error as any ForgeError where error.code == "votes.voter" {
            var content = OpenStudyContent(overview)
            content.voter.error = [error.message, error.remedy].compactMap(\.self).joined(separator: " ")
            return try page(overview.name, content, "vote-study", trail: [], status: .unprocessableContent)
        }
    }

    private func cast(_ values: FormValues, by voter: Voter, in id: String) async throws {
        guard let position = values.int("position"), let verdict = values["verdict"].flatMap(VoteVerdict.init) else {
            throw LabError(
                .invalidInput, "votes.invalid", "The form names no pair or no verdict.",
                remedy: "Go back to the ballot and choose again.")
        }
        let shown = values["shown"].flatMap(Timestamp.date(of:))
        try await service.cast(
            verdict, on: position, by: voter, seconds: shown.map { Date().timeIntervalSince($0) } ?? 0, in: id)
    }

    private func page(
        _ title: String, _ content: some Sendable, _ template: String, trail: [Breadcrumb], scripts: [String] = [],
        status: HTTPResponse.Status = .ok
    ) throws -> Response {
        try renderer.page(
            Page(
                title: title, section: .votes,
                breadcrumbs: [Breadcrumb("Votes", VoteLink.list)] + trail
                    + [Breadcrumb(trail.isEmpty ? title : "Ballot")], scripts: scripts, content: content),
            template: template, status: status)
    }
}

/// What can be seen of an open study: nothing of whose answers they are.
struct OpenStudyContent: Sendable {
    struct VoterLine: Sendable {
        let name: String
        let count: String
        let done: Int
        let total: Int
        /// Nil for a model.
        let path: String?
    }

    let name: String
    let about: String
    let omitted: String?
    let path: String
    let voters: [VoterLine]
    let hasVoters: Bool
    var voter: FormField

    init(_ study: StudyOverview) {
        name = study.name
        about =
            "\(study.dataset) \(study.split) · \(NumberText.count(study.pairs)) pairs, of which "
            + "\(NumberText.count(study.repeats)) come again"
        omitted = VoteWording.text(study.omitted)
        path = VoteLink.study(study.id)
        voters = study.voters.map { turnout in
            let isJudge = turnout.voter.kind == .judge
            let total = isJudge ? study.pairs : study.items
            return VoterLine(
                name: VoteWording.name(of: turnout.voter), count: "\(turnout.votes) of \(total)", done: turnout.votes,
                total: max(1, total), path: isJudge ? nil : VoteLink.ballot(study.id, voter: turnout.voter.name))
        }
        hasVoters = !voters.isEmpty
        voter = FormField(
            "voter", label: "Your name", value: "", help: "Votes are kept under it; come back with it to go on.")
        voter.isRequired = true
        voter.maximumLength = Voter.longestName
    }
}

/// The pair that a voter sees.
struct BallotContent: Sendable {
    struct Pair: Sendable {
        let position: Int
        let prompt: String
        let isLongPrompt: Bool
        let left: String
        let right: String
        /// When it was shown, by the server's clock.
        let shown: String
    }

    let name: String
    let voter: String
    let done: Int
    let total: Int
    let count: String
    let canUndo: Bool
    let path: String
    let pair: Pair?

    init(_ study: StudyOverview, turn: VoteTurn) {
        name = study.name
        voter = turn.voter
        done = turn.done
        total = turn.total
        count = "\(turn.done) of \(turn.total)"
        canUndo = turn.done > 0
        path = VoteLink.study(study.id)
        pair = turn.item.map {
            Pair(
                position: $0.position, prompt: $0.prompt, isLongPrompt: $0.prompt.count > 160, left: $0.left,
                right: $0.right, shown: Timestamp.text(of: Timestamp.now()))
        }
    }
}
