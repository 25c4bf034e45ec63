import ForgeCore
import ForgeStore
import ForgeTesting
import Testing

@Suite struct `The store benchmark` {
    private func make(_ kind: StoreKind) async throws -> any BenchmarkStore {
        switch kind {
        case .sqlite: try await TemporaryStore.make()
        case .postgres: try await TemporaryStore.postgres()
        }
    }

    @Test(arguments: StoreKind.allCases)
    func `It makes the store that was asked for once, then only measures it`(kind: StoreKind) async throws {
        let store = try await make(kind)
        let options = StoreBenchmark.Options(
            predictions: 120, experiments: 55, samples: 4, repetitions: 1, config: ["name": "bench"])
        let first = try await StoreBenchmark(store: store, options: options).run()
        #expect((first.experiments, first.predictions) == (56, 120))
        #expect((first.recordedPerSecond ?? 0) > 0)
        let facets = try await store.facets()
        // Of 55 numbers one is stopped half way.
        #expect(facets.statuses == ["completed": 55, "stopped": 1])
        #expect(facets.predictions == 120 + 54 * 4 + 2)
        #expect(facets.calls == facets.predictions)

        let second = try await StoreBenchmark(store: store, options: options).run()
        #expect(second.recordedPerSecond == nil)
        #expect(second.readings.map(\.name) == first.readings.map(\.name))
        #expect(try await store.facets() == facets)
    }

    @Test(arguments: StoreKind.allCases)
    func `Its copies are experiments like others`(kind: StoreKind) async throws {
        let store = try await make(kind)
        let options = StoreBenchmark.Options(
            predictions: 5, experiments: 12, samples: 4, repetitions: 1, config: ["name": "bench"])
        _ = try await StoreBenchmark(store: store, options: options).run()
        let copy = try await store.findExperiment("run 11")
        #expect(copy.config == ["name": "bench"])
        #expect(try await store.samples(of: copy.id).contentHash() == copy.sampleHash)
        #expect(try await store.finishedIndices(of: copy.id) == Set(0..<4))
        #expect(try await store.calls(of: copy.id, index: nil, cursor: nil, limit: 9).total == 4)
        #expect(try await store.scoreTallies(of: copy.id).map(\.count) == [3, 3, 3, 3])
        #expect(try await store.results(of: copy.id).first?.metric == "em.squad")
    }
}
