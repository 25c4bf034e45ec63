import ForgeCore
import ForgeTesting
import Testing

@Suite struct `The best experiment of each data set` {
    /// An experiment with this deciding result; equal counts answer the same questions.
    @discardableResult
    private func add(
        _ name: String, to store: any ExperimentStore, dataset: String = "capitals", count: Int = 5,
        metric: String = "em", value: Double?,
        status: ExperimentStatus = .completed
    ) async throws -> String {
        var fixture = try StoredFixture(name: name, count: count)
        fixture.experiment.dataset = dataset
        let id = try await fixture.store(in: store).id
        try await store.update(id, ExperimentChange(status: status))
        try await store.replaceResults(
            of: id,
            [
                MetricResult(
                    metric: metric, version: 1, value: value, low: 0, high: 1, interval: "wilson", scored: count,
                    total: count, unit: "mean"),
                MetricResult(metric: "other", version: 1, value: 1, scored: count, total: count, unit: "mean"),
            ])
        return id
    }

    private func names(_ store: any ExperimentStore) async throws -> [String] {
        try await store.leaders().map { "\($0.dataset): \($0.experiment.name) of \($0.competitors)" }
    }

    @Test(arguments: StoreKind.allCases)
    func `An empty store has none`(kind: StoreKind) async throws {
        let store = try await kind.make()
        #expect(try await store.leaders().isEmpty)
    }

    @Test(arguments: StoreKind.allCases)
    func `The highest deciding value leads, with its result and experiment`(kind: StoreKind) async throws {
        let store = try await kind.make()
        try await add("low", to: store, value: 0.25)
        let best = try await add("best", to: store, value: 0.75)
        try await add("middle", to: store, value: 0.5)
        let leader = try #require(try await store.leaders().first)
        #expect(leader.experiment == (try await store.experiment(best)))
        #expect(leader.result == (try await store.results(of: best).first))
        #expect((leader.dataset, leader.split, leader.competitors) == ("capitals", "dev", 3))
    }

    @Test(arguments: StoreKind.allCases)
    func `Where less is better the lowest value leads`(kind: StoreKind) async throws {
        let store = try await kind.make()
        for (name, value) in [("much", 0.75), ("least", 0.25), ("little", 0.5), ("as little", 0.25)] {
            try await add(name, to: store, metric: "hallucination.nli", value: value)
        }
        #expect(try await names(store) == ["capitals: least of 4"])
    }

    @Test(arguments: StoreKind.allCases)
    func `Only what is completed, valued and not deleted takes part`(kind: StoreKind) async throws {
        let store = try await kind.make()
        try await add("last", to: store, value: 0)
        try await add("failed", to: store, value: 0.9, status: .failed)
        try await add("unvalued", to: store, value: nil)
        let gone = try await add("gone", to: store, value: 0.8)
        try await store.delete(gone)
        #expect(try await names(store) == ["capitals: last of 1"])
        try await store.restore(gone)
        #expect(try await names(store) == ["capitals: gone of 2"])
    }

    @Test(arguments: StoreKind.allCases)
    func `Every data set has its own, in the order of names`(kind: StoreKind) async throws {
        let store = try await kind.make()
        try await add("b", to: store, dataset: "rivers", value: 0.1)
        try await add("a", to: store, dataset: "capitals", value: 0.2)
        try await add("c", to: store, dataset: "rivers", value: 0.05)
        #expect(try await names(store) == ["capitals: a of 1", "rivers: b of 2"])
    }

    @Test(arguments: StoreKind.allCases)
    func `Questions that several answered go before more questions that one did`(kind: StoreKind) async throws {
        let store = try await kind.make()
        try await add("pair low", to: store, count: 3, value: 0.1)
        try await add("pair high", to: store, count: 3, value: 0.2)
        try await add("alone", to: store, count: 50, value: 0.9)
        #expect(try await names(store) == ["capitals: pair high of 2"])
        try await add("larger pair", to: store, count: 50, value: 0.3)
        #expect(try await names(store) == ["capitals: alone of 2"])
    }

    @Test(arguments: StoreKind.allCases)
    func `Without competitors the latest stands for the data set`(kind: StoreKind) async throws {
        let store = try await kind.make()
        try await add("large", to: store, count: 50, value: 0.9)
        try await add("latest", to: store, count: 3, value: 0.1)
        #expect(try await names(store) == ["capitals: latest of 1"])
    }

    @Test(arguments: StoreKind.allCases)
    func `Other metrics do not compete, and of equals the first leads`(kind: StoreKind) async throws {
        let store = try await kind.make()
        try await add("first", to: store, value: 0.4)
        try await add("second", to: store, value: 0.4)
        try await add("f1", to: store, metric: "f1", value: 0.9)
        #expect(try await names(store) == ["capitals: first of 2"])
    }
}
