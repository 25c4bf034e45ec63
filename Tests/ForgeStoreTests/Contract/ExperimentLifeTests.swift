import ForgeCore
import ForgeTesting
import Foundation
import Testing

@Suite struct `The life of an experiment` {
    @Test(arguments: StoreKind.allCases)
    func `An id can be used once`(kind: StoreKind) async throws {
        let store = try await kind.make()
        let fixture = try StoredFixture()
        try await fixture.store(in: store)
        await expectError("store.duplicate") {
            try await store.create(fixture.experiment, samples: fixture.samples)
        }
    }

    @Test(arguments: StoreKind.allCases)
    func `A change touches the fields it names and no other`(kind: StoreKind) async throws {
        let store = try await kind.make()
        let fixture = try StoredFixture(tags: ["old"])
        var expected = try await fixture.store(in: store)
        let date = Timestamp.now()
        try await store.update(
            expected.id,
            ExperimentChange(
                name: "renamed", tags: ["new"], status: .running, error: .some("late"), provenance: ["gpu": "none"],
                startedAt: date, finishedAt: .some(date), addedElapsed: 1.5))
        (expected.name, expected.tags, expected.status) = ("renamed", ["new"], .running)
        (expected.error, expected.provenance) = ("late", ["gpu": "none"])
        (expected.startedAt, expected.finishedAt, expected.elapsed) = (date, date, 1.5)
        #expect(try await store.experiment(expected.id) == expected)

        try await store.update(expected.id, ExperimentChange())
        #expect(try await store.experiment(expected.id) == expected)

        try await store.update(
            expected.id, ExperimentChange(error: .some(nil), finishedAt: .some(nil), addedElapsed: 2))
        (expected.error, expected.finishedAt, expected.elapsed) = (nil, nil, 3.5)
        #expect(try await store.experiment(expected.id) == expected)
    }

    @Test(arguments: StoreKind.allCases)
    func `A completed experiment stays completed`(kind: StoreKind) async throws {
        let store = try await kind.make()
        let id = try await StoredFixture().store(in: store).id
        for status in [ExperimentStatus.failed, .running, .stopped, .running, .completed] {
            try await store.update(id, ExperimentChange(status: status))
        }
        for status in ExperimentStatus.allCases where status != .completed {
            await expectError("store.completed") { try await store.update(id, ExperimentChange(status: status)) }
        }
        try await store.update(id, ExperimentChange(tags: ["late"], status: .completed))
        #expect(try await store.experiment(id).tags == ["late"])
    }

    @Test(arguments: StoreKind.allCases)
    func `A deleted experiment is found by its id only, until it is restored`(kind: StoreKind) async throws {
        let store = try await kind.make()
        let experiment = try await StoredFixture(name: "gone").store(in: store, recording: 0..<2)
        try await store.delete(experiment.id)
        #expect(try await store.findExperiment(experiment.id).deletedAt != nil)
        await expectError("store.not-found") { _ = try await store.findExperiment("gone") }
        await expectError("store.not-found") { _ = try await store.findExperiment(String(experiment.id.dropFirst())) }
        #expect(try await store.experiments(.init()).total == 0)
        #expect(try await store.predictions(of: experiment.id, .init()).total == 2)
        try await store.restore(experiment.id)
        #expect(try await store.findExperiment("gone") == experiment)
    }

    @Test(arguments: StoreKind.allCases)
    func `A reference is an id, a part of one, or the newest with the name`(kind: StoreKind) async throws {
        let store = try await kind.make()
        for (number, id) in ["aaaa00001111", "aaaa00002222", "bbbb33334444"].enumerated() {
            var fixture = try StoredFixture(name: number < 2 ? "twice" : "demo")
            fixture.experiment.id = id
            fixture.experiment.createdAt = Date(timeIntervalSince1970: 1_700_000_000 - Double(number))
            try await fixture.store(in: store)
        }
        let found: [(reference: String, id: String)] = [
            ("aaaa00002222", "aaaa00002222"), ("00002222", "aaaa00002222"), ("33334", "bbbb33334444"),
            ("bbbb", "bbbb33334444"), ("BBBB", "bbbb33334444"), ("twice", "aaaa00001111"), ("demo", "bbbb33334444"),
        ]
        for (reference, id) in found {
            #expect(try await store.findExperiment(reference).id == id, "\(reference)")
        }
        await expectError("store.ambiguous", mentioning: ["aaaa00001111", "aaaa00002222"]) {
            _ = try await store.findExperiment("aaaa")
        }
        await expectError("store.not-found", mentioning: ["demo"]) { _ = try await store.findExperiment("dem") }
        await expectError("store.not-found", mentioning: ["bbbb33334444"]) {
            _ = try await store.findExperiment("bbbb33334445")
        }
        await expectError("store.not-found") { _ = try await store.findExperiment("%%%%") }
        await expectError("store.not-found") { _ = try await store.findExperiment("") }
    }

    @Test(arguments: StoreKind.allCases)
    func `Every method refuses an id that does not exist`(kind: StoreKind) async throws {
        let store = try await kind.make()
        let owner = RunOwner(host: "here", pid: 1, token: "t")
        let uses: [@Sendable () async throws -> Void] = [
            { _ = try await store.experiment("none") },
            { _ = try await store.samples(of: "none") },
            { try await store.update("none", ExperimentChange(name: "x")) },
            { try await store.delete("none") },
            { try await store.restore("none") },
            { try await store.claim("none", by: owner) },
            { try await store.heartbeat("none", by: owner) },
            { try await store.release("none", by: owner) },
            { _ = try await store.finishedIndices(of: "none") },
            { _ = try await store.predictions(of: "none", .init()) },
            { _ = try await store.calls(of: "none", index: nil, cursor: nil, limit: 1) },
            { try await store.replaceScores(of: "none", [:]) },
            { try await store.replaceTraces(of: "none", [:]) },
            { _ = try await store.results(of: "none") },
            { try await store.replaceResults(of: "none", []) },
            { try await store.enqueue(["none"], batch: "b") },
            { try await store.dequeue("none") },
            { _ = try await store.scoreTallies(of: "none") },
            { _ = try await store.failures(of: "none") },
            { _ = try await store.outcomes(of: "none", metric: "em.squad", range: 0..<1) },
            { _ = try await store.latencies(of: "none") },
        ]
        for use in uses { await expectError("store.not-found", use) }
    }

    @Test(arguments: StoreKind.allCases)
    func `A closed store says so`(kind: StoreKind) async throws {
        let store = try await kind.make()
        try await store.close()
        await expectError("store.closed") { _ = try await store.experiments(.init()) }
        await expectError("store.closed") { try await store.delete("x") }
        await expectError("store.closed") { try await store.ping() }
    }
}
