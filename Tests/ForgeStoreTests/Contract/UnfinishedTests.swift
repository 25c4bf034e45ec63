import ForgeCore
import ForgeTesting
import Testing

@Suite struct `Keeping unfinished samples` {
    private func progress(_ state: JSONValue, _ calls: [ModelCall], seconds: Double = 1) -> SampleProgress {
        SampleProgress(state: state, flags: [.deadline], seconds: seconds, calls: calls)
    }

    @Test(arguments: StoreKind.allCases)
    func `The newest state and all calls are there, also for another connection`(kind: StoreKind) async throws {
        let (store, other) = try await kind.makePair()
        let fixture = try StoredFixture()
        try await fixture.store(in: store)
        let id = fixture.experiment.id
        #expect(try await store.unfinished(of: id).isEmpty)
        let calls = [fixture.call(2), fixture.call(2, step: 1)]
        try await store.keep(progress(["step": 1, "text": "nul \0 ü"], [calls[0]]), of: id, index: 2)
        try await store.keep(progress(["step": 2], [calls[1]], seconds: 2.5), of: id, index: 2)
        try await store.keep(progress(["step": 9], []), of: id, index: 4)
        let expected = [2: progress(["step": 2], calls, seconds: 2.5), 4: progress(["step": 9], [])]
        #expect(try await other.unfinished(of: id) == expected)
        #expect(try await store.experiment(id).done == 0)
        #expect(try await store.calls(of: id, index: nil, cursor: nil, limit: 9).items.isEmpty)
    }

    @Test(arguments: StoreKind.allCases)
    func `Recording the finished sample forgets it, and it cannot come back`(kind: StoreKind) async throws {
        let store = try await kind.make()
        let fixture = try StoredFixture()
        try await fixture.store(in: store)
        let id = fixture.experiment.id
        for index in [1, 3] { try await store.keep(progress(["a": 1], [fixture.call(index)]), of: id, index: index) }
        try await store.record(fixture.prediction(1), calls: [fixture.call(1)])
        #expect(try await store.unfinished(of: id).keys.sorted() == [3])
        // A writer that comes too late.
        try await store.keep(progress(["a": 2], [fixture.call(1, step: 1)]), of: id, index: 1)
        #expect(try await store.unfinished(of: id).keys.sorted() == [3])
        #expect(try await store.calls(of: id, index: 1, cursor: nil, limit: 9).total == 1)
    }

    @Test(arguments: StoreKind.allCases)
    func `What cannot be recorded leaves it as it is`(kind: StoreKind) async throws {
        let store = try await kind.make()
        let fixture = try StoredFixture()
        try await fixture.store(in: store)
        let id = fixture.experiment.id
        try await store.keep(progress(["a": 1], [fixture.call(1)]), of: id, index: 1)
        await expectError("store.invalid") {
            try await store.record(fixture.prediction(1), calls: [fixture.call(1), fixture.call(1)])
        }
        #expect(try await store.unfinished(of: id)[1]?.calls.count == 1)
    }

    @Test(arguments: StoreKind.allCases)
    func `One or all can be discarded, of one experiment only`(kind: StoreKind) async throws {
        let store = try await kind.make()
        let (fixture, other) = (try StoredFixture(), try StoredFixture(name: "other"))
        for one in [fixture, other] {
            try await one.store(in: store)
            for index in 0..<3 {
                try await store.keep(progress(["a": 1], [one.call(index)]), of: one.experiment.id, index: index)
            }
        }
        let id = fixture.experiment.id
        try await store.discardUnfinished(of: id, index: 1)
        #expect(try await store.unfinished(of: id).keys.sorted() == [0, 2])
        // What is kept anew has none of the calls that were discarded.
        try await store.keep(progress(["a": 2], []), of: id, index: 1)
        #expect(try await store.unfinished(of: id)[1]?.calls.isEmpty == true)
        try await store.discardUnfinished(of: id, index: nil)
        #expect(try await store.unfinished(of: id).isEmpty)
        #expect(try await store.unfinished(of: other.experiment.id).count == 3)
    }

    @Test(arguments: StoreKind.allCases)
    func `Another sample's calls, endless times and unknown experiments are refused`(kind: StoreKind) async throws {
        let store = try await kind.make()
        let fixture = try StoredFixture()
        try await fixture.store(in: store)
        let id = fixture.experiment.id
        let wrong = [
            progress(["a": 1], [fixture.call(0)]), progress(["a": 1], [], seconds: .infinity),
        ]
        for attempt in wrong {
            await expectError("store.invalid") { try await store.keep(attempt, of: id, index: 1) }
        }
        #expect(try await store.unfinished(of: id).isEmpty)
        await expectError("store.not-found") { try await store.keep(progress(["a": 1], []), of: "nobody", index: 1) }
        await expectError("store.not-found") { _ = try await store.unfinished(of: "nobody") }
    }
}
