import ForgeCore
import ForgeTesting
import Testing

@Suite struct `Lists of predictions` {
    /// Twelve samples stored out of order, with failures, flags, ties in latency and one sample without a score.
    private func fill(_ store: any ExperimentStore) async throws -> (id: String, all: [Prediction]) {
        let fixture = try StoredFixture(count: 12)
        try await fixture.store(in: store)
        let all = (0..<12).map { index in
            var prediction = fixture.prediction(index)
            prediction.latency = [3, 1, 2, 2, 5, 4, 2, 9, 8, 7, 6, 0.5][index]
            prediction.status = index % 5 == 4 ? .failed : .answered
            prediction.flags = index == 2 ? [.promptTruncated] : index == 3 ? [.empty, .truncated] : []
            if index == 7 { prediction.scores = [:] }
            if index == 8 { prediction.output = "100% _sure_ [ÄÖÜ] Straße" }
            if index == 9 { prediction.answer = nil }
            return prediction
        }
        for index in [5, 0, 11, 3, 1, 2, 10, 4, 9, 6, 8, 7] {
            try await store.record(all[index], calls: [fixture.call(index), fixture.call(index, step: 1)])
        }
        return (fixture.experiment.id, all)
    }

    @Test(arguments: StoreKind.allCases)
    func `Each filter keeps what it should, alone and together`(kind: StoreKind) async throws {
        let store = try await kind.make()
        let (id, all) = try await fill(store)
        let cases: [(PredictionQuery, [Int])] = [
            (.init(), Array(0..<12)),
            (.init(metric: "em.squad"), Array(0..<12)),
            (.init(metric: "em.squad", correct: true), [0, 2, 4, 6, 8, 10]),
            (.init(metric: "em.squad", correct: false), [1, 3, 5, 9, 11]),
            (.init(metric: "unknown", correct: false), []),
            (.init(flag: .empty), [3]),
            (.init(flag: .truncated), [3]),
            (.init(flag: .promptTruncated), [2]),
            (.init(flag: .tie), []),
            (.init(status: .failed), [4, 9]),
            (.init(status: .answered), [0, 1, 2, 3, 5, 6, 7, 8, 10, 11]),
            (.init(metric: "em.squad", correct: false, status: .answered), [1, 3, 5, 11]),
            (.init(metric: "em.squad", correct: false, flag: .empty, status: .answered), [3]),
            (.init(text: "COUNTRY 1"), [1, 10, 11]),
            (.init(text: "city 9"), [9]),
            (.init(text: "100% _"), [8]),
            (.init(text: "%"), [8]),
            (.init(text: "[äöü] STRAßE"), [8]),
            (.init(text: "ÖÄ"), []),
            (.init(text: "country", flag: .empty), [3]),
            (.init(text: ""), Array(0..<12)),
        ]
        for (query, expected) in cases {
            let page = try await store.predictions(of: id, query)
            #expect(page.items == expected.map { all[$0] }, "\(query)")
            #expect(page.total == expected.count, "\(query)")
            #expect(page.next == nil)
        }
    }

    @Test(arguments: StoreKind.allCases)
    func `Slowest is fastest backwards, ties included`(kind: StoreKind) async throws {
        let store = try await kind.make()
        let (id, all) = try await fill(store)
        let fastest = try await store.predictions(of: id, .init(sort: .fastest)).items
        let slowest = try await store.predictions(of: id, .init(sort: .slowest)).items
        #expect(fastest == [11, 1, 2, 3, 6, 0, 5, 4, 10, 9, 8, 7].map { all[$0] })
        #expect(slowest == fastest.reversed())
    }

    @Test(arguments: StoreKind.allCases, PredictionSort.allCases)
    func `Pages put together are the whole list`(kind: StoreKind, sort: PredictionSort) async throws {
        let store = try await kind.make()
        let (id, _) = try await fill(store)
        for query in [
            PredictionQuery(sort: sort), .init(metric: "em.squad", correct: true, sort: sort),
            .init(text: "city", sort: sort), .init(status: .answered, sort: sort),
        ] {
            let whole = try await store.predictions(of: id, query)
            for limit in [1, 3, 12] {
                var seen: [Prediction] = []
                var page = query
                page.limit = limit
                repeat {
                    let part = try await store.predictions(of: id, page)
                    #expect(part.total == whole.total)
                    seen += part.items
                    page.cursor = part.next
                } while page.cursor != nil
                #expect(seen == whole.items, "\(query)")
            }
        }
    }

    @Test(arguments: StoreKind.allCases, PredictionSort.allCases)
    func `A page by number is its part of the list, and its cursor goes on from there`(
        kind: StoreKind, sort: PredictionSort
    ) async throws {
        let store = try await kind.make()
        let (id, _) = try await fill(store)
        for query in [
            PredictionQuery(sort: sort), .init(metric: "em.squad", correct: true, sort: sort),
            .init(text: "city", sort: sort), .init(text: "city 1", sort: sort), .init(status: .answered, sort: sort),
        ] {
            let whole = try await store.predictions(of: id, query)
            for offset in [0, 1, 2, 5, 10, 11, 12, 40] {
                var page = query
                (page.offset, page.limit) = (offset, 3)
                let part = try await store.predictions(of: id, page)
                #expect(part.items == Array(whole.items.dropFirst(offset).prefix(3)), "\(page)")
                #expect(part.total == whole.total)
                guard let next = part.next else {
                    #expect(whole.items.count <= offset + 3)
                    continue
                }
                page.cursor = next
                let following = try await store.predictions(of: id, page)
                #expect(following.items == Array(whole.items.dropFirst(offset + 3).prefix(3)), "\(page)")
            }
        }
    }

    @Test(arguments: StoreKind.allCases)
    func `Samples that finish between two pages move nothing`(kind: StoreKind) async throws {
        let store = try await kind.make()
        let fixture = try StoredFixture(count: 10)
        try await fixture.store(in: store, recording: [0, 2, 4, 6])
        let first = try await store.predictions(of: fixture.experiment.id, .init(limit: 2))
        for index in [1, 3, 5] { try await store.record(fixture.prediction(index), calls: []) }
        let second = try await store.predictions(of: fixture.experiment.id, .init(cursor: first.next, limit: 9))
        #expect(first.items.map(\.index) == [0, 2])
        #expect(second.items.map(\.index) == [3, 4, 5, 6])
        #expect(second.total == 7)
    }

    @Test(arguments: StoreKind.allCases)
    func `Calls come in the order of samples and steps, in pages`(kind: StoreKind) async throws {
        let store = try await kind.make()
        let (id, _) = try await fill(store)
        var seen: [[Int]] = []
        var cursor: String?
        repeat {
            let page = try await store.calls(of: id, index: nil, cursor: cursor, limit: 5)
            #expect(page.total == 24)
            seen += page.items.map { [$0.index, $0.step] }
            cursor = page.next
        } while cursor != nil
        #expect(seen == (0..<12).flatMap { [[$0, 0], [$0, 1]] })
        let one = try await store.calls(of: id, index: 4, cursor: nil, limit: 1)
        #expect(one.total == 2)
        let next = try await store.calls(of: id, index: 4, cursor: one.next, limit: 1)
        #expect(next.items.map(\.step) == [1])
        #expect(next.next == nil)
        #expect(try await store.calls(of: id, index: 99, cursor: nil, limit: 1).total == 0)
    }

    @Test(arguments: StoreKind.allCases, [1, 5, 12, 1000])
    func `Reading everything page by page misses and repeats nothing`(kind: StoreKind, pageSize: Int) async throws {
        let store = try await kind.make()
        let (id, all) = try await fill(store)
        var predictions: [Prediction] = []
        try await store.forEachPrediction(of: id, pageSize: pageSize) { predictions.append($0) }
        #expect(predictions == all)
        var calls: [[Int]] = []
        try await store.forEachCall(of: id, pageSize: pageSize) { calls.append([$0.index, $0.step]) }
        #expect(calls == (0..<12).flatMap { [[$0, 0], [$0, 1]] })
        var ofOne: [Int] = []
        try await store.forEachCall(of: id, index: 4, pageSize: pageSize) { ofOne.append($0.step) }
        #expect(ofOne == [0, 1])
    }

    @Test(arguments: StoreKind.allCases)
    func `Replacing scores changes the scores of the named samples and nothing else`(kind: StoreKind) async throws {
        let store = try await kind.make()
        var (id, all) = try await fill(store)
        let scores: [Int: [String: Double]] = [0: ["f1.squad": 0.25], 3: [:], 7: ["em.squad": 1]]
        try await store.replaceScores(of: id, scores)
        for (index, values) in scores { all[index].scores = values }
        #expect(try await store.predictions(of: id, .init()).items == all)
        let correct = try await store.predictions(of: id, .init(metric: "em.squad", correct: true))
        #expect(correct.items.map(\.index) == [2, 4, 6, 7, 8, 10])
    }

    @Test(arguments: StoreKind.allCases)
    func `Scores for a sample that is not stored replace none of the others`(kind: StoreKind) async throws {
        let store = try await kind.make()
        let fixture = try StoredFixture()
        try await fixture.store(in: store, recording: [0])
        for scores in [[0: ["a": 1.0], 1: ["a": 1.0]], [0: ["a": .nan]]] {
            await expectError("store.invalid") {
                try await store.replaceScores(of: fixture.experiment.id, scores)
            }
        }
        #expect(
            try await store.predictions(of: fixture.experiment.id, .init()).items.map(\.scores) == [["em.squad": 1]])
    }

    @Test(arguments: StoreKind.allCases)
    func `Replacing traces changes those of the named samples, all or none, and nothing else`(kind: StoreKind)
        async throws
    {
        let store = try await kind.make()
        var (id, all) = try await fill(store)
        let traces: [Int: JSONValue] = [1: ["judged": [0.5]], 4: .null]
        try await store.replaceTraces(of: id, traces)
        for (index, trace) in traces { all[index].trace = trace }
        #expect(try await store.predictions(of: id, .init()).items == all)
        await expectError("store.invalid") { try await store.replaceTraces(of: id, [0: ["x": 1], 99: ["x": 1]]) }
        #expect(try await store.predictions(of: id, .init()).items == all)
    }

    @Test(arguments: StoreKind.allCases)
    func `Questions that make no sense are refused`(kind: StoreKind) async throws {
        let store = try await kind.make()
        let (id, _) = try await fill(store)
        let slowest = try await store.predictions(of: id, .init(sort: .slowest, limit: 1)).next
        for query in [
            PredictionQuery(correct: true), .init(limit: 0), .init(limit: .max), .init(offset: -1), .init(cursor: "x"),
            .init(cursor: slowest),
        ] {
            await expectError("store.invalid") { _ = try await store.predictions(of: id, query) }
        }
        await expectError("store.invalid") {
            _ = try await store.calls(of: id, index: nil, cursor: slowest, limit: 1)
        }
    }
}
