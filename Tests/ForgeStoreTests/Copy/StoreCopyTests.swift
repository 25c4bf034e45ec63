import ForgeCore
import ForgeTesting
import Foundation
import Testing

@testable import ForgeStore

@Suite(.enabled(if: PostgresServer.isInstalled))
struct `Moving a whole store` {
    /// Experiments with all that a store can hold.
    /// - Returns: Ids of the vote studies, by which alone a deleted one is found.
    @discardableResult
    private func fill(_ store: some CopyableStore) async throws -> [String] {
        for number in 0..<3 {
            var fixture = try StoredFixture(name: "e\(number) \(Text.awkward)", count: 6, tags: ["t\0", "ü"])
            fixture.experiment.config = Text.json
            fixture.experiment.seed = .max
            try await fixture.store(in: store)
            let id = fixture.experiment.id
            for index in 0..<5 {
                var prediction = fixture.prediction(index, scores: ["em.squad": 1, "f1\0": 2.0 / 3])
                prediction.trace = index == 0 ? Text.json : AgentsTrace.stuck
                prediction.output = Text.awkward
                prediction.flags = index == 1 ? [.truncated] : []
                try await store.record(prediction, calls: [fixture.call(index), fixture.call(index, step: 1)])
            }
            try await store.keep(
                SampleProgress(state: Text.json, calls: [fixture.call(5)]), of: id, index: 5)
            try await store.replaceResults(
                of: id,
                [MetricResult(metric: "em.squad", version: 1, value: 0.1 + 0.2, scored: 5, total: 6, unit: "mean")])
            try await store.enqueue([id], batch: "b\0")
            if number == 1 { try await store.delete(id) }
        }
        var studies: [String] = []
        for name in ["open", "closed", "deleted"] { studies.append(try await fillVotes(name, in: store)) }
        return studies
    }

    /// A study with votes of people and of a judge.
    private func fillVotes(_ name: String, in store: some VoteStore) async throws -> String {
        let contender = VoteContender(
            experimentID: "0123456789ab", name: Text.awkward, method: "naive", model: "m", configHash: "c")
        let study = VoteStudy(
            name: name, contenders: [contender, contender], dataset: "d", split: "dev", sampleHash: "s", seed: .max,
            pairs: 2, repeats: 1, omitted: VoteOmissions(equal: 2, unanswered: 1))
        let items = (0..<3).map {
            VoteItem(
                position: $0, sampleIndex: $0, sampleID: "s\($0)", prompt: Text.awkward, left: $0 % 2,
                right: 1 - $0 % 2, leftAnswer: Text.awkward, rightAnswer: "", repeats: $0 == 2 ? 0 : nil)
        }
        try await store.create(study, items: items)
        for (position, verdict) in zip([2, 0, 1], [VoteVerdict.left, .bothBad, .skip]) {
            let vote = Vote(
                voter: Voter(.human, Text.awkward), position: position, verdict: verdict, seconds: 0.1 + 0.2)
            try await store.cast(vote, calls: [], in: study.id)
        }
        var judged = Vote(voter: Voter(.judge, "judge"), position: 1, verdict: .tie, seconds: 1)
        judged.mirrored = .unreadable
        let fixture = try StoredFixture()
        let calls = (0..<2).map { step in
            var call = fixture.call(1, step: step)
            (call.experimentID, call.output) = (study.id, Text.awkward)
            return call
        }
        try await store.cast(judged, calls: calls, in: study.id)
        if name == "closed" { try await store.closeStudy(study.id, at: Timestamp.now()) }
        if name == "deleted" { try await store.deleteStudy(study.id) }
        return study.id
    }

    private func everything(_ store: some CopyableStore, studies: [String]) async throws -> String {
        var parts: [String] = []
        for experiment in try await store.experiments(.init(deleted: .shown, sort: .created, limit: 100)).items {
            let id = experiment.id
            parts.append(try JSON.text(experiment))
            parts.append(try JSON.text(try await store.samples(of: id)))
            parts.append(try JSON.text(try await store.predictions(of: id, .init(limit: 100)).items))
            parts.append(try JSON.text(try await store.calls(of: id, index: nil, cursor: nil, limit: 100).items))
            parts.append(try JSON.text(try await store.results(of: id)))
            parts.append(try JSON.text(try await store.agentFigures(of: id)))
            parts.append(try JSON.text(try await store.scoreTallies(of: id).map { "\($0.metric) \($0.count)" }))
            parts.append("\(try await store.unfinished(of: id).mapValues(\.calls.count))")
        }
        parts.append(try JSON.text(try await store.queue()))
        for id in studies {
            parts.append(try JSON.text(try await store.study(id)))
            parts.append(try JSON.text(try await store.items(of: id)))
            parts.append(try JSON.text(try await store.votes(of: id)))
            parts.append(try JSON.text(try await store.calls(of: id, judge: "judge")))
        }
        return parts.joined(separator: "\n")
    }

    @Test func `There and back again nothing is different`() async throws {
        let first = try await TemporaryStore.make()
        let studies = try await fill(first)
        let (database, second) = (try await TemporaryStore.postgres(), try await TemporaryStore.make())
        let there = try await StoreCopy(from: first, to: database).run()
        #expect(try await everything(database, studies: studies) == everything(first, studies: studies))
        let back = try await StoreCopy(from: database, to: second).run()
        #expect(try await everything(second, studies: studies) == everything(first, studies: studies))
        #expect(there.tables == back.tables && !there.isResumed)
        let counts = Dictionary(uniqueKeysWithValues: there.tables.map { ($0.name, $0.rows) })
        #expect(counts["predictions"] == 15)
        #expect(counts["vote_studies"] == 3 && counts["vote_items"] == 9)
        #expect(counts["votes"] == 12 && counts["vote_calls"] == 6)
        // Both take new experiments afterwards.
        for store in [database, second] as [any ExperimentStore] {
            let id = try await StoredFixture(name: "new").store(in: store, recording: 0..<2).id
            try await store.enqueue([id], batch: "later")
            #expect(try await store.queue().last?.experimentID == id)
        }
    }

    @Test func `A copy that was cut off goes on where it stopped`() async throws {
        let source = try await TemporaryStore.make()
        let studies = try await fill(source)
        let database = try await TemporaryStore.postgres()
        struct Cut: Error {}
        var port = database.copyPort()
        let real = port
        for cut in [2, 5] {
            let batches = Tally()
            port.add = { rows, table, mark in
                if batches.add() == cut { throw Cut() }
                try await real.add(rows, table, mark)
            }
            let broken = port
            await #expect(throws: Cut.self) {
                _ = try await StoreCopy(from: source.copyPort(), to: broken).run()
            }
        }
        #expect(try await PostgresStore.schema(at: database.address).hasUnfinishedCopy)
        let other = try await TemporaryStore.make()
        await expectError("store.copy-other") { _ = try await StoreCopy(from: other, to: database).run() }
        let report = try await StoreCopy(from: source, to: database).run()
        #expect(report.isResumed)
        #expect(try await everything(database, studies: studies) == everything(source, studies: studies))
        #expect(try await PostgresStore.schema(at: database.address).hasUnfinishedCopy == false)
    }

    @Test func `A target that is not empty, a source in use and a store onto itself are refused`() async throws {
        let source = try await TemporaryStore.make()
        try await fill(source)
        let full = try await TemporaryStore.postgres()
        try await StoredFixture().store(in: full)
        await expectError("store.copy-not-empty") { _ = try await StoreCopy(from: source, to: full).run() }
        await expectError("store.copy-same") { _ = try await StoreCopy(from: source, to: source).run() }
        let id = try #require(try await source.experiments(.init()).items.first).id
        try await source.claim(id, by: RunOwner(host: "here", pid: 1, token: "t"))
        let empty = try await TemporaryStore.postgres()
        await expectError("store.copy-running", mentioning: [id]) {
            _ = try await StoreCopy(from: source, to: empty).run()
        }
    }

    @Test func `A row that changed on its way is found`() async throws {
        let source = try await TemporaryStore.make()
        try await fill(source)
        let database = try await TemporaryStore.postgres()
        var port = database.copyPort()
        let real = port
        port.add = { rows, table, mark in
            var rows = rows
            if table.name == "runs" { rows[0][5] = .whole(21) }
            try await real.add(rows, table, mark)
        }
        let changing = port
        await expectError("store.copy-different", mentioning: ["runs"]) {
            _ = try await StoreCopy(from: source.copyPort(), to: changing).run()
        }
    }
}

enum AgentsTrace {
    static let stuck: JSONValue = [
        "agent": [
            "steps": [
                [
                    "action": ["tool": "search"],
                    "observation": ["success": false, "errorKind": "timeout", "isFromTool": true],
                ]
            ], "outcome": ["ending": ["status": "stuck"]],
        ]
    ]
}
