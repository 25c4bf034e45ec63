import ForgeCore
import ForgeTesting
import Foundation
import Testing

@testable import ForgeStore

@Suite(.enabled(if: PostgresServer.isInstalled))
struct `Moving a whole store` {
    /// Experiments with all that a store can hold.
    private func fill(_ store: some ExperimentStore) async throws {
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
    }

    private func everything(_ store: some ExperimentStore) async throws -> String {
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
        return parts.joined(separator: "\n")
    }

    @Test func `There and back again nothing is different`() async throws {
        let first = try await TemporaryStore.make()
        try await fill(first)
        let (database, second) = (try await TemporaryStore.postgres(), try await TemporaryStore.make())
        let there = try await StoreCopy(from: first, to: database).run()
        #expect(try await everything(database) == everything(first))
        let back = try await StoreCopy(from: database, to: second).run()
        #expect(try await everything(second) == everything(first))
        #expect(there.tables == back.tables && !there.isResumed)
        #expect(there.tables.first { $0.name == "predictions" }?.rows == 15)
        // Both take new experiments afterwards.
        for store in [database, second] as [any ExperimentStore] {
            let id = try await StoredFixture(name: "new").store(in: store, recording: 0..<2).id
            try await store.enqueue([id], batch: "later")
            #expect(try await store.queue().last?.experimentID == id)
        }
    }

    @Test func `A copy that was cut off goes on where it stopped`() async throws {
        let source = try await TemporaryStore.make()
        try await fill(source)
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
        #expect(try await everything(database) == everything(source))
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
