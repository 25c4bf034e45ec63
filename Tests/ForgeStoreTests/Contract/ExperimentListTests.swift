import ForgeCore
import ForgeTesting
import Foundation
import Testing

@Suite struct `Lists of experiments` {
    /// Seven experiments, one per minute, in a fixed variety.
    private func fill(_ store: any ExperimentStore) async throws -> [Experiment] {
        var stored: [Experiment] = []
        for number in 0..<7 {
            let fixture = try StoredFixture(
                name: ["zebra", "Apple", "apple_100%", "Émile", "banana", "apple", "x"][number],
                method: number < 4 ? "naive" : "cot", model: number.isMultiple(of: 2) ? "tiny" : "large",
                count: [3, 1, 2, 5, 4, 2, 6][number],
                tags: number == 2 ? ["a,b", "c"] : ["c"],
                createdAt: Date(timeIntervalSince1970: 1_700_000_000 + Double(number / 2) * 60))
            try await fixture.store(in: store)
            let finished = Date(timeIntervalSince1970: 1_800_000_000 - Double(number))
            if number > 3 {
                try await store.update(
                    fixture.experiment.id, ExperimentChange(status: .completed, finishedAt: .some(finished)))
            }
            try await store.replaceResults(of: fixture.experiment.id, results(number))
            stored.append(try await store.experiment(fixture.experiment.id))
        }
        return stored
    }

    /// Two equal values; number 2 has results without values, 0, 3 and 6 have none.
    private func results(_ number: Int) -> [MetricResult] {
        let values: [Int: [Double?]] = [1: [0.5, 2, 100], 2: [nil, nil, nil], 4: [0.9, 1, 300], 5: [0.5, 3, 200]]
        return zip(["em.squad", "latency.p50", "tokens.total"], values[number] ?? []).map { metric, value in
            MetricResult(metric: metric, version: 1, value: value, scored: 1, total: 1, unit: "mean")
        }
    }

    private static let orders: [ExperimentSort: (forward: [Int], reversed: [Int])] = [
        // Made in the same minute: the later one first.
        .created: ([6, 5, 4, 3, 2, 1, 0], [0, 1, 2, 3, 4, 5, 6]),
        .name: ([1, 5, 2, 4, 6, 0, 3], [3, 0, 6, 4, 2, 5, 1]),
        .finished: ([4, 5, 6, 3, 2, 1, 0], [6, 5, 4, 0, 1, 2, 3]),
        .value: ([4, 5, 1, 6, 3, 2, 0], [1, 5, 4, 0, 2, 3, 6]),
        .latency: ([4, 1, 5, 0, 2, 3, 6], [5, 1, 4, 6, 3, 2, 0]),
        .tokens: ([4, 5, 1, 6, 3, 2, 0], [1, 5, 4, 0, 2, 3, 6]),
        .samples: ([6, 3, 4, 0, 5, 2, 1], [1, 2, 5, 0, 4, 3, 6]),
        .method: ([4, 5, 6, 0, 1, 2, 3], [3, 2, 1, 0, 6, 5, 4]),
        .model: ([1, 3, 5, 0, 2, 4, 6], [6, 4, 2, 0, 5, 3, 1]),
        .dataset: ([0, 1, 2, 3, 4, 5, 6], [6, 5, 4, 3, 2, 1, 0]),
        .status: ([4, 5, 6, 0, 1, 2, 3], [3, 2, 1, 0, 6, 5, 4]),
    ]

    private func expected(_ query: ExperimentQuery, of all: [Experiment]) throws -> [String] {
        let orders = try #require(Self.orders[query.sort])
        return (query.isReversed ? orders.reversed : orders.forward).map { all[$0].id }
    }

    @Test(arguments: StoreKind.allCases)
    func `Each filter keeps what it should, alone and together`(kind: StoreKind) async throws {
        let store = try await kind.make()
        let all = try await fill(store)
        try await store.delete(all[6].id)
        let cases: [(ExperimentQuery, Set<Int>)] = [
            (.init(), [0, 1, 2, 3, 4, 5]),
            (.init(deleted: .shown), [0, 1, 2, 3, 4, 5, 6]),
            (.init(deleted: .only), [6]),
            (.init(method: "naive", deleted: .only), []),
            (.init(statuses: [.completed]), [4, 5]),
            (.init(statuses: [.completed, .pending]), [0, 1, 2, 3, 4, 5]),
            (.init(statuses: [.failed]), []),
            (.init(method: "naive"), [0, 1, 2, 3]),
            (.init(method: "naive", model: "tiny"), [0, 2]),
            (.init(dataset: "capitals"), [0, 1, 2, 3, 4, 5]),
            (.init(dataset: "capital"), []),
            (.init(tag: "a,b"), [2]),
            (.init(tag: ","), []),
            (.init(tag: "c"), [0, 1, 2, 3, 4, 5]),
            (.init(text: "APPLE"), [1, 2, 5]),
            (.init(text: "0%"), [2]),
            (.init(text: "apple_"), [2]),
            (.init(text: "éM"), [3]),
            (.init(method: "cot", text: "an"), [4]),
        ]
        for (query, expected) in cases {
            let page = try await store.experiments(query)
            #expect(Set(page.items.map(\.id)) == Set(expected.map { all[$0].id }), "\(query)")
            #expect(page.total == expected.count, "\(query)")
        }
    }

    @Test(arguments: StoreKind.allCases, ExperimentSort.allCases)
    func `Pages put together are the whole list in order`(kind: StoreKind, sort: ExperimentSort) async throws {
        let store = try await kind.make()
        let all = try await fill(store)
        for (isReversed, limit) in [(false, 1), (false, 2), (true, 1), (true, 3)] {
            var query = ExperimentQuery(sort: sort, isReversed: isReversed, limit: limit)
            var seen: [String] = []
            repeat {
                let page = try await store.experiments(query)
                #expect(page.total == 7)
                #expect(page.items.count == limit || page.next == nil)
                seen += page.items.map(\.id)
                query.cursor = page.next
            } while query.cursor != nil
            #expect(try seen == expected(query, of: all), "\(query)")
        }
    }

    @Test(arguments: StoreKind.allCases, ExperimentSort.allCases)
    func `A page by number is its part of the list, and its cursor goes on from there`(
        kind: StoreKind, sort: ExperimentSort
    ) async throws {
        let store = try await kind.make()
        let all = try await fill(store)
        for isReversed in [false, true] {
            for offset in 0...8 {
                var query = ExperimentQuery(sort: sort, isReversed: isReversed, offset: offset, limit: 2)
                let rest = try expected(query, of: all).dropFirst(offset)
                let page = try await store.experiments(query)
                #expect(page.items.map(\.id) == Array(rest.prefix(2)), "\(query)")
                #expect(page.total == 7)
                #expect((page.next == nil) == (rest.count <= 2))
                guard let next = page.next else { continue }
                query.cursor = next
                #expect(try await store.experiments(query).items.map(\.id) == Array(rest.dropFirst(2).prefix(2)))
            }
        }
    }

    @Test(arguments: StoreKind.allCases)
    func `An order follows what changes: results, status, name, deletion`(kind: StoreKind) async throws {
        let store = try await kind.make()
        let all = try await fill(store)
        func first(_ sort: ExperimentSort) async throws -> String? {
            try await store.experiments(.init(sort: sort, limit: 1)).items.first?.id
        }
        try await store.replaceResults(
            of: all[0].id,
            [
                MetricResult(metric: "f1", version: 1, value: 0.95, scored: 1, total: 1, unit: "mean"),
                MetricResult(metric: "latency.p50", version: 1, value: 0.5, scored: 1, total: 1, unit: "s"),
            ])
        #expect(try await first(.value) == all[0].id)
        #expect(try await first(.latency) == all[0].id)
        #expect(try await first(.tokens) == all[4].id)
        try await store.replaceResults(of: all[0].id, [])
        #expect(try await first(.value) == all[4].id)
        try await store.update(all[0].id, ExperimentChange(name: "AAA"))
        #expect(try await first(.name) == all[0].id)
        try await store.delete(all[4].id)
        #expect(try await first(.value) == all[5].id)
        try await store.restore(all[4].id)
        #expect(try await first(.value) == all[4].id)
    }

    @Test(arguments: StoreKind.allCases)
    func `Names that are hard to compare are each on one page`(kind: StoreKind) async throws {
        let store = try await kind.make()
        for name in [Text.awkward, "a\0", "a\0b", "a", "A", "", "é", "\u{10FFFF}", "a\0"] {
            try await StoredFixture(name: name, model: name).store(in: store)
        }
        for sort in [ExperimentSort.name, .model] {
            var query = ExperimentQuery(sort: sort, limit: 1)
            var seen: [String] = []
            for _ in 0..<20 {
                let page = try await store.experiments(query)
                seen += page.items.map(\.id)
                query.cursor = page.next
                if page.next == nil { break }
            }
            #expect(seen.count == 9)
            #expect(Set(seen).count == 9)
            #expect(query.cursor == nil)
        }
    }

    @Test(arguments: StoreKind.allCases)
    func `A list without details leaves out config and provenance and nothing else`(kind: StoreKind) async throws {
        let store = try await kind.make()
        var all = try await fill(store)
        try await store.update(all[0].id, ExperimentChange(provenance: ["gpu": "none"]))
        for index in all.indices { (all[index].config, all[index].provenance) = (.object([:]), .object([:])) }
        let page = try await store.experiments(.init(hasDetails: false, sort: .created, isReversed: true))
        #expect(page.items == all)
    }

    @Test(arguments: StoreKind.allCases)
    func `An experiment made between two pages neither repeats nor hides another`(kind: StoreKind) async throws {
        let store = try await kind.make()
        let all = try await fill(store)
        let first = try await store.experiments(.init(limit: 3))
        try await StoredFixture(name: "new", createdAt: Timestamp.now()).store(in: store)
        let second = try await store.experiments(.init(cursor: first.next, limit: 10))
        #expect((first.items + second.items).map(\.id) == all.reversed().map(\.id))
    }

    @Test(arguments: StoreKind.allCases)
    func `A foreign cursor or a page of nothing is refused`(kind: StoreKind) async throws {
        let store = try await kind.make()
        _ = try await fill(store)
        let byName = try await store.experiments(.init(sort: .name, limit: 1)).next
        let backwards = try await store.experiments(.init(isReversed: true, limit: 1)).next
        for cursor in ["nonsense", "", byName, backwards] {
            await expectError("store.invalid") { _ = try await store.experiments(.init(cursor: cursor, limit: 1)) }
        }
        for query in [ExperimentQuery(limit: 0), .init(limit: .max), .init(offset: -1)] {
            await expectError("store.invalid") { _ = try await store.experiments(query) }
        }
    }
}
