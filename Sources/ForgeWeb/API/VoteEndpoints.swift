import ForgeCore
import ForgeLab
import HTTPTypes
import Hummingbird

/// `/api/v1/votes`: make studies and vote. Nothing here tells whose answer is whose before a study is closed.
struct VoteEndpoints {
    let service: VoteService

    static let path = "/api/v1/votes"
    static let tag = "Votes"

    var all: [Endpoint] { [list, create, get, delete, restore, turn, cast, undo, close] }

    private var list: Endpoint {
        let operation = Operation(
            id: "listVoteStudies", tag: Self.tag, summary: "All vote studies, the newest first.",
            answers: [.init(status: .ok, summary: "The studies.", schema: Schema.ref("VoteStudies"))])
        return Endpoint(.get, Self.path, operation) { [service] _ in
            try Response.json(Items(try await service.list()))
        }
    }

    private var create: Endpoint {
        let operation = Operation(
            id: "createVoteStudy", tag: Self.tag,
            summary: "Draw pairs of answers of completed experiments on the same questions to be voted on blindly.",
            body: Schema.ref("NewVoteStudy"),
            answers: [.init(status: .created, summary: "The study.", schema: Schema.ref("VoteStudy"))],
            problems: [.notFound, .conflict])
        return Endpoint(.post, Self.path, operation) { [service] call in
            let made = try await service.create(try await call.body())
            var response = try Response.json(made, status: .created)
            response.headers[.location] = "\(Self.path)/\(made.id)"
            return response
        }
    }

    private var get: Endpoint {
        let operation = Operation(
            id: "getVoteStudy", tag: Self.tag, summary: "One study; its contenders only after it is closed.",
            parameters: [.voteStudy],
            answers: [.init(status: .ok, summary: "The study.", schema: Schema.ref("VoteStudy"))])
        return Endpoint(.get, "\(Self.path)/{id}", operation) { [service] call in
            try Response.json(try await service.overview(call.id))
        }
    }

    private var delete: Endpoint {
        let operation = Operation(
            id: "deleteVoteStudy", tag: Self.tag, summary: "Hide a study; `restore` undoes it.",
            parameters: [.voteStudy], answers: [.init(status: .noContent, summary: "It is hidden.")])
        return Endpoint(.delete, "\(Self.path)/{id}", operation) { [service] call in
            try await service.store.deleteStudy(call.id)
            return Response(status: .noContent)
        }
    }

    private var restore: Endpoint {
        let answer = Operation.Answer(status: .ok, summary: "The study.", schema: Schema.ref("VoteStudy"))
        var endpoint = action("restore", id: "restoreVoteStudy", "Undo a deletion.", answer) { [service] call in
            try await service.store.restoreStudy(call.id)
            return try Response.json(try await service.overview(call.id))
        }
        endpoint.role = .admin
        return endpoint
    }

    private static let turnAnswer = Operation.Answer(
        status: .ok, summary: "Where the voter is, and the next pair unless there is none.",
        schema: Schema.ref("VoteTurn"))

    private var turn: Endpoint {
        let operation = Operation(
            id: "getVoteTurn", tag: Self.tag, summary: "The pair that a voter sees next, without names.",
            parameters: [
                .voteStudy,
                .init(
                    "voter", "The voter's name.", schema: Schema.text(1...Voter.longestName), isRequired: true),
            ], answers: [Self.turnAnswer])
        return Endpoint(.get, "\(Self.path)/{id}/turn", operation) { [service] call in
            let voter = try Voter(person: call.query.text("voter") ?? "")
            return try Response.json(try await service.turn(of: voter, in: call.id))
        }
    }

    private struct Ballot: Decodable {
        var voter: String
        var position: Int
        var verdict: VoteVerdict
        var seconds: Double?
    }

    private var cast: Endpoint {
        var endpoint = action(
            "ballots", id: "castVote", "Vote on a pair; the same vote twice is harmless.", Self.turnAnswer
        ) { [service] call in
            let ballot: Ballot = try await call.body()
            let voter = try Voter(person: ballot.voter)
            try await service.cast(
                ballot.verdict, on: ballot.position, by: voter, seconds: ballot.seconds ?? 0, in: call.id)
            return try Response.json(try await service.turn(of: voter, in: call.id))
        }
        endpoint.operation.body = Schema.ref("Ballot")
        return endpoint
    }

    private struct VoterName: Decodable {
        var voter: String
    }

    private var undo: Endpoint {
        var endpoint = action(
            "undo", id: "undoVote", "Take the voter's latest vote back; its pair comes again.", Self.turnAnswer
        ) { [service] call in
            let input: VoterName = try await call.body()
            return try Response.json(try await service.undo(by: try Voter(person: input.voter), in: call.id))
        }
        endpoint.operation.body = Schema.ref("VoterName")
        return endpoint
    }

    private var close: Endpoint {
        let answer = Operation.Answer(status: .ok, summary: "The results.", schema: Schema.ref("VoteResults"))
        return action("close", id: "closeVoteStudy", "End the votes and tell the names.", answer) { [service] call in
            try Response.json(try await service.close(call.id))
        }
    }

    private func action(
        _ name: String, id: String, _ summary: String, _ answer: Operation.Answer,
        handler: @escaping Endpoint.Handler
    ) -> Endpoint {
        let operation = Operation(
            id: id, tag: Self.tag, summary: summary, parameters: [.voteStudy], answers: [answer],
            problems: [.conflict])
        return Endpoint(.post, "\(Self.path)/{id}/\(name)", operation, handler: handler)
    }
}
