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
                tags: number == 2 ? ["a,b", "c"] : ["c"],
                createdAt: Date(timeIntervalSince1970: 1_700_000_000 + Double(number / 2) * 60))
            try await fixture.store(in: store)
            let finished = Date(timeIntervalSince1970: 1_800_000_000 - Double(number))
            if number > 3 {
                try await store.update(
                    fixture.experiment.id, ExperimentChange(status: .completed, finishedAt: .some(finished)))
            }
            stored.append(try await store.experiment(fixture.experiment.id))
        }
        return stored
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

    @Test(arguments: StoreKind.allCases, [ExperimentSort.created, .name, .finished])
    func `Pages of two put together are the whole list in order`(kind: StoreKind, sort: ExperimentSort) async throws {
        let store = try await kind.make()
        let all = try await fill(store)
        let expected: [Int] =
            switch sort {
            // Made in the same minute: the later one first.
            case .created: [6, 5, 4, 3, 2, 1, 0]
            case .name: [1, 5, 2, 4, 6, 0, 3]
            default: [4, 5, 6, 3, 2, 1, 0]
            }
        var seen: [String] = []
        var query = ExperimentQuery(sort: sort, limit: 2)
        repeat {
            let page = try await store.experiments(query)
            #expect(page.total == 7)
            #expect(page.items.count == 2 || page.next == nil)
            seen += page.items.map(\.id)
            query.cursor = page.next
        } while query.cursor != nil
        #expect(seen == expected.map { all[$0].id })
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
        for cursor in ["nonsense", "", byName] {
            await expectError("store.invalid") { _ = try await store.experiments(.init(cursor: cursor, limit: 1)) }
        }
        await expectError("store.invalid") { _ = try await store.experiments(.init(limit: 0)) }
    }
}
