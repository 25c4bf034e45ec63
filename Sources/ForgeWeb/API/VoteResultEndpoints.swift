import ForgeCore
import ForgeLab
import Foundation
import HTTPTypes
import Hummingbird

/// `/api/v1/votes/{id}/…`: what a closed study says. Open ones answer 409.
struct VoteResultEndpoints {
    let service: VoteService

    var all: [Endpoint] { [results, ledger, calls, export, lineage] }

    private var results: Endpoint {
        reading("results", id: "getVoteResults", "Win rates, agreement, judges.", Schema.ref("VoteResults")) {
            [service] in
            try Response.json(try await service.results(of: $0.id))
        }
    }

    private var ledger: Endpoint {
        reading("ledger", id: "listVotes", "Every pair with its names and votes.", Schema.ref("VoteLedger")) {
            [service] in
            try Response.json(Items(try await service.ledger(of: $0.id)))
        }
    }

    private static let judge = Operation.Parameter("judge", "A model that judged.", schema: Schema.text(1...200))

    private var calls: Endpoint {
        var judge = Self.judge
        judge.isRequired = true
        return reading(
            "calls", id: "listJudgeCalls", "The model calls of a judge.", Schema.ref("JudgeCalls"), parameters: [judge]
        ) { [service] call in
            try Response.json(
                Items(try await service.calls(of: call.id, judge: call.query.text("judge") ?? "")))
        }
    }

    private static let format = Operation.Parameter(
        "format", "jsonl: prompt, chosen and rejected as texts; trl: as messages.",
        schema: Schema.choice(of: VotePreferences.Format.self, default: .jsonl))

    private var export: Endpoint {
        let operation = Operation(
            id: "exportVotes", tag: VoteEndpoints.tag,
            summary: "The votes as preference pairs, JSON lines. `lineage` tells where they come from.",
            parameters: [.voteStudy, Self.format, Self.judge],
            answers: [
                .init(
                    status: .ok, summary: "One pair a line.", schema: Schema.string, mediaType: "application/x-ndjson")
            ], problems: [.conflict])
        return Endpoint(.get, "\(VoteEndpoints.path)/{id}/export", operation) { [self] call in
            let (preferences, format) = try await preferences(call)
            let name = FileName.safe(preferences.study.name, fallback: preferences.study.id)
            return Response(
                status: .ok,
                headers: [
                    .contentType: "application/x-ndjson",
                    .contentDisposition: "attachment; filename=\"\(name).jsonl\"",
                ], body: ResponseBody(byteBuffer: ByteBuffer(bytes: try preferences.data(format))))
        }
    }

    private var lineage: Endpoint {
        reading(
            "lineage", id: "getVoteLineage", "Where the exported pairs come from, with the export's hash.",
            Schema.ref("VoteLineage"), parameters: [Self.format, Self.judge]
        ) { [self] call in
            let (preferences, format) = try await preferences(call)
            return try Response.json(preferences.lineage(of: try preferences.data(format), format))
        }
    }

    private func preferences(_ call: APICall) async throws -> (VotePreferences, VotePreferences.Format) {
        let preferences = try await service.preferences(of: call.id, judge: call.query.text("judge"))
        return (preferences, call.query.choice("format") ?? .jsonl)
    }

    private func reading(
        _ name: String, id: String, _ summary: String, _ schema: JSONValue, parameters: [Operation.Parameter] = [],
        handler: @escaping Endpoint.Handler
    ) -> Endpoint {
        let operation = Operation(
            id: id, tag: VoteEndpoints.tag, summary: "\(summary) 409 while the study is open.",
            parameters: [.voteStudy] + parameters, answers: [.init(status: .ok, summary: summary, schema: schema)],
            problems: [.conflict])
        return Endpoint(.get, "\(VoteEndpoints.path)/{id}/\(name)", operation, handler: handler)
    }
}
