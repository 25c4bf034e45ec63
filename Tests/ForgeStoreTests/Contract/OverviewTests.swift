import ForgeCore
import ForgeTesting
import Foundation
import Testing

@Suite struct `Overviews` {
    private func result(_ metric: String, _ value: Double?) -> MetricResult {
        MetricResult(metric: metric, version: 1, value: value, scored: 1, total: 1, unit: "mean")
    }

    @Test(arguments: StoreKind.allCases)
    func `Results of many are the deciding one, the latency and the tokens, or what was asked for`(
        kind: StoreKind
    ) async throws {
        let store = try await kind.make()
        var ids: [String] = []
        for _ in 0..<3 { ids.append(try await StoredFixture().store(in: store).id) }
        let full = [
            result("em.squad", 0.5), result("f1.squad", 0.6), result("latency.p50", 1), result("tokens.total", nil),
        ]
        try await store.replaceResults(of: ids[0], full)
        try await store.replaceResults(of: ids[1], [result("f1.squad", 0.7), result("em.squad", 0.4)])
        let asked = ids + [ids[0], "none"]
        #expect(
            try await store.results(of: asked, metrics: nil) == [
                ids[0]: [full[0], full[2], full[3]], ids[1]: [result("f1.squad", 0.7)],
            ])
        #expect(
            try await store.results(of: asked, metrics: ["em.squad", "tokens.total", "x\"'"]) == [
                ids[0]: [full[0], full[3]], ids[1]: [result("em.squad", 0.4)],
            ])
        #expect(try await store.results(of: asked, metrics: []).isEmpty)
        #expect(try await store.results(of: [], metrics: nil).isEmpty)
    }

    @Test(arguments: StoreKind.allCases)
    func `Sums of scores follow recording and rescoring`(kind: StoreKind) async throws {
        let store = try await kind.make()
        let fixture = try StoredFixture(count: 6)
        let other = try StoredFixture(count: 6)
        try await other.store(in: store, recording: 0..<6)
        try await fixture.store(in: store)
        let id = fixture.experiment.id
        #expect(try await store.scoreTallies(of: id).isEmpty)
        let scores = [["em": 1, "f1": 0.5], ["em": 0, "f1": 0.25], [:], ["em": 1]]
        for (index, scores) in scores.enumerated() {
            try await store.record(fixture.prediction(index, scores: scores), calls: [])
        }
        // Recording a sample twice counts once.
        try await store.record(fixture.prediction(0, scores: ["em": 1]), calls: [])
        #expect(
            try await store.scoreTallies(of: id) == [
                ScoreTally(metric: "em", count: 3, sum: 2, sumOfSquares: 2),
                ScoreTally(metric: "f1", count: 2, sum: 0.75, sumOfSquares: 0.3125),
            ])
        try await store.replaceScores(of: id, [0: ["em": 0], 1: [:], 2: ["exact": 0.5]])
        #expect(
            try await store.scoreTallies(of: id) == [
                ScoreTally(metric: "em", count: 2, sum: 1, sumOfSquares: 1),
                ScoreTally(metric: "exact", count: 1, sum: 0.5, sumOfSquares: 0.25),
            ])
        #expect(
            try await store.scoreTallies(of: other.experiment.id) == [
                ScoreTally(metric: "em.squad", count: 6, sum: 3, sumOfSquares: 3)
            ])
    }

    @Test(arguments: StoreKind.allCases)
    func `Outcomes are in sample order, with nil where there is no score`(kind: StoreKind) async throws {
        let store = try await kind.make()
        let fixture = try StoredFixture(count: 8)
        try await fixture.store(in: store, recording: [6, 0, 3])
        try await store.record(fixture.prediction(5, scores: [:]), calls: [])
        let id = fixture.experiment.id
        let all = [(0, 1.0), (3, 0.0), (5, nil), (6, 1.0)].map { SampleOutcome(index: $0, score: $1) }
        #expect(try await store.outcomes(of: id, metric: "em.squad", range: 0..<Int.max) == all)
        #expect(try await store.outcomes(of: id, metric: "em.squad", range: 3..<6) == Array(all[1...2]))
        #expect(try await store.outcomes(of: id, metric: "em.squad", range: 4..<4).isEmpty)
        #expect(try await store.outcomes(of: id, metric: "other", range: 0..<4).map(\.score) == [nil, nil])
    }

    @Test(arguments: StoreKind.allCases)
    func `Latencies are those of answered samples, sorted`(kind: StoreKind) async throws {
        let store = try await kind.make()
        let fixture = try StoredFixture(count: 8)
        try await fixture.store(in: store, recording: [6, 0, 3])
        var failed = fixture.prediction(4)
        failed.status = .failed
        try await store.record(failed, calls: [])
        var slow = fixture.prediction(1)
        slow.latency = 9
        try await store.record(slow, calls: [])
        #expect(try await store.latencies(of: fixture.experiment.id) == [0.1, 0.4, 0.7, 9])
    }

    @Test(arguments: StoreKind.allCases)
    func `Failures are counted by their error, the first one first`(kind: StoreKind) async throws {
        let store = try await kind.make()
        let fixture = try StoredFixture(count: 8)
        try await fixture.store(in: store, recording: 0..<2)
        #expect(try await store.failures(of: fixture.experiment.id).isEmpty)
        for (index, error) in [(7, "b"), (3, "b"), (5, nil), (2, "a\0\nRemedy: none."), (4, "b")] as [(Int, String?)] {
            var failure = fixture.prediction(index, scores: [:])
            (failure.status, failure.error) = (.failed, error)
            try await store.record(failure, calls: [])
        }
        #expect(
            try await store.failures(of: fixture.experiment.id) == [
                FailureCount(error: "a\0\nRemedy: none.", count: 1), FailureCount(error: "b", count: 3),
                FailureCount(error: nil, count: 1),
            ])
    }

    @Test(arguments: StoreKind.allCases)
    func `Facets count what is not deleted`(kind: StoreKind) async throws {
        let store = try await kind.make()
        #expect(try await store.facets() == ExperimentFacets())
        let fixtures = [
            try StoredFixture(method: "naive", model: "tiny", tags: ["a", "b,\"c", "a"]),
            try StoredFixture(method: "cot", model: "tiny", tags: ["a"]),
            try StoredFixture(method: "cot", model: "large"), try StoredFixture(method: "gone", tags: ["gone"]),
        ]
        for (number, fixture) in fixtures.enumerated() { try await fixture.store(in: store, recording: 0..<number) }
        try await store.update(fixtures[0].experiment.id, ExperimentChange(status: .failed))
        try await store.delete(fixtures[3].experiment.id)
        #expect(
            try await store.facets()
                == ExperimentFacets(
                    statuses: ["pending": 2, "failed": 1], methods: ["naive": 1, "cot": 2],
                    models: ["tiny": 2, "large": 1], datasets: ["capitals": 3], tags: ["a": 2, "b,\"c": 1],
                    predictions: 3, calls: 3))
        try await store.update(fixtures[1].experiment.id, ExperimentChange(tags: ["z"]))
        #expect(try await store.facets().tags == ["a": 1, "b,\"c": 1, "z": 1])
    }

    @Test(arguments: StoreKind.allCases)
    func `A store that answers can be pinged`(kind: StoreKind) async throws {
        try await kind.make().ping()
    }
}
