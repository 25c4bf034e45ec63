import ForgeCore
import ForgeTesting
import Testing

@Suite struct `Recording finished samples` {
    @Test(arguments: StoreKind.allCases)
    func `A sample recorded twice stays as it was first`(kind: StoreKind) async throws {
        let store = try await kind.make()
        let fixture = try StoredFixture()
        try await fixture.store(in: store)
        let first = fixture.prediction(2)
        #expect(try await store.record(first, calls: [fixture.call(2)]))
        var second = first
        second.output = "something else"
        second.scores = [:]
        #expect(try await store.record(second, calls: [fixture.call(2), fixture.call(2, step: 1)]) == false)
        #expect(try await store.predictions(of: fixture.experiment.id, .init()).items == [first])
        #expect(try await store.calls(of: fixture.experiment.id, index: nil, cursor: nil, limit: 9).total == 1)
        #expect(try await store.experiment(fixture.experiment.id).done == 1)
    }

    @Test(arguments: StoreKind.allCases)
    func `What cannot be stored whole is not stored at all`(kind: StoreKind) async throws {
        let store = try await kind.make()
        let fixture = try StoredFixture()
        let other = try StoredFixture()
        try await fixture.store(in: store)
        try await other.store(in: store)
        let id = fixture.experiment.id
        var endless = fixture.prediction(0)
        endless.latency = .infinity
        let attempts: [(Prediction, [ModelCall])] = [
            (fixture.prediction(0), [fixture.call(0), fixture.call(0)]),
            (fixture.prediction(0), [fixture.call(1)]),
            (fixture.prediction(0), [other.call(0)]),
            (fixture.prediction(0, scores: ["em.squad": .nan]), []),
            (endless, []),
            (fixture.prediction(-1), []),
            (fixture.prediction(5), []),
        ]
        for (prediction, calls) in attempts {
            await expectError("store.invalid") { try await store.record(prediction, calls: calls) }
        }
        #expect(try await store.finishedIndices(of: id).isEmpty)
        #expect(try await store.experiment(id).done == 0)
        #expect(try await store.calls(of: id, index: nil, cursor: nil, limit: 9).items.isEmpty)
    }

    @Test(arguments: StoreKind.allCases)
    func `Many tasks record at once and every sample is there once`(kind: StoreKind) async throws {
        let store = try await kind.make()
        let fixture = try StoredFixture(count: 200)
        try await fixture.store(in: store)
        let stored = try await withThrowingTaskGroup(of: Bool.self) { group in
            for attempt in 0..<400 {
                group.addTask {
                    let index = attempt / 2
                    return try await store.record(
                        fixture.prediction(index), calls: [fixture.call(index), fixture.call(index, step: 1)])
                }
            }
            return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(stored == 200)
        #expect(try await store.experiment(fixture.experiment.id).done == 200)
        #expect(try await store.finishedIndices(of: fixture.experiment.id) == Set(0..<200))
        #expect(try await store.calls(of: fixture.experiment.id, index: nil, cursor: nil, limit: 1).total == 400)
    }

    @Test(arguments: StoreKind.allCases)
    func `A sample that finished while its task was cancelled is stored`(kind: StoreKind) async throws {
        let store = try await kind.make()
        let fixture = try StoredFixture()
        try await fixture.store(in: store)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.cancelAll()
            group.addTask {
                #expect(Task.isCancelled)
                try await store.record(fixture.prediction(0), calls: [fixture.call(0)])
            }
            try await group.waitForAll()
        }
        #expect(try await store.finishedIndices(of: fixture.experiment.id) == [0])
    }

    @Test(arguments: StoreKind.allCases)
    func `Two connections record into one store without losing anything`(kind: StoreKind) async throws {
        let (one, two) = try await kind.makePair()
        let fixture = try StoredFixture(count: 100)
        try await fixture.store(in: one)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for index in 0..<100 {
                group.addTask {
                    let store = index.isMultiple(of: 2) ? one : two
                    try await store.record(fixture.prediction(index), calls: [fixture.call(index)])
                }
            }
            try await group.waitForAll()
        }
        #expect(try await one.experiment(fixture.experiment.id).done == 100)
        #expect(try await two.finishedIndices(of: fixture.experiment.id).count == 100)
    }

    @Test(arguments: StoreKind.allCases)
    func `Recording for an unknown experiment is an error`(kind: StoreKind) async throws {
        let store = try await kind.make()
        let fixture = try StoredFixture()
        await expectError("store.not-found") { try await store.record(fixture.prediction(0), calls: []) }
    }
}
