import ForgeCore
import ForgeTesting
import Testing

@Suite struct `Samples that failed` {
    @Test(arguments: StoreKind.allCases)
    func `are forgotten with their calls, and nothing else is`(kind: StoreKind) async throws {
        let store = try await kind.make()
        let fixture = try StoredFixture()
        try await fixture.store(in: store)
        let id = fixture.experiment.id
        let kept = fixture.prediction(0)
        try await store.record(kept, calls: [fixture.call(0)])
        for index in [1, 3] {
            var failed = fixture.prediction(index, scores: [:])
            failed.status = .failed
            failed.error = "The prompt is too long."
            try await store.record(failed, calls: [fixture.call(index), fixture.call(index, step: 1)])
        }
        try await store.forgetFailures(of: id)
        #expect(try await store.finishedIndices(of: id) == [0])
        #expect(try await store.predictions(of: id, .init()).items == [kept])
        #expect(try await store.calls(of: id, index: nil, cursor: nil, limit: 9).total == 1)
        #expect(try await store.experiment(id).done == 1)
        #expect(try await store.facets().calls == 1)
        // They may be answered anew, and forgetting nothing is harmless.
        #expect(try await store.record(fixture.prediction(1), calls: [fixture.call(1)]))
        try await store.forgetFailures(of: id)
        #expect(try await store.experiment(id).done == 2)
        await expectError("store.not-found") { try await store.forgetFailures(of: "nobody") }
    }
}
