import ForgeCore
import ForgeTesting
import Foundation
import Testing

@Suite struct `The waiting line` {
    private func fill(_ store: any ExperimentStore, _ count: Int = 4) async throws -> [String] {
        var ids: [String] = []
        for number in 0..<count { ids.append(try await StoredFixture(name: "e\(number)").store(in: store).id) }
        return ids
    }

    @Test(arguments: StoreKind.allCases)
    func `It keeps the order of arrival, the batch and the time`(kind: StoreKind) async throws {
        let store = try await kind.make()
        let ids = try await fill(store)
        let before = Timestamp.now()
        try await store.enqueue([ids[2], ids[0]], batch: "first\0")
        try await store.enqueue([ids[1]], batch: "second")
        let line = try await store.queue()
        #expect(line.map(\.experimentID) == [ids[2], ids[0], ids[1]])
        #expect(line.map(\.batch) == ["first\0", "first\0", "second"])
        #expect(line.allSatisfy { $0.addedAt >= before && $0.addedAt <= Timestamp.now() })
    }

    @Test(arguments: StoreKind.allCases)
    func `Who asks again keeps its place, and who left starts at the end`(kind: StoreKind) async throws {
        let store = try await kind.make()
        let ids = try await fill(store)
        try await store.enqueue(Array(ids[0...2]), batch: "first")
        let before = try await store.queue()
        try await store.enqueue([ids[1], ids[3], ids[3]], batch: "second")
        let line = try await store.queue()
        #expect(line.dropLast() == before[...])
        #expect(line.last?.experimentID == ids[3])
        #expect(line.last?.batch == "second")
        try await store.dequeue(ids[0])
        try await store.dequeue(ids[0])
        try await store.enqueue([ids[0]], batch: "third")
        #expect(try await store.queue().map(\.experimentID) == [ids[1], ids[2], ids[3], ids[0]])
    }

    @Test(arguments: StoreKind.allCases)
    func `The last one's place is not given to the next that comes`(kind: StoreKind) async throws {
        let store = try await kind.make()
        let ids = try await fill(store)
        try await store.enqueue([ids[0], ids[1]], batch: "a")
        try await store.dequeue(ids[1])
        try await store.enqueue([ids[2]], batch: "b")
        try await store.enqueue([ids[1]], batch: "c")
        #expect(try await store.queue().map(\.experimentID) == [ids[0], ids[2], ids[1]])
    }

    @Test(arguments: StoreKind.allCases)
    func `Deleted experiments are left out until they are restored`(kind: StoreKind) async throws {
        let store = try await kind.make()
        let ids = try await fill(store, 3)
        try await store.enqueue(ids, batch: "a")
        try await store.delete(ids[1])
        #expect(try await store.queue().map(\.experimentID) == [ids[0], ids[2]])
        try await store.restore(ids[1])
        #expect(try await store.queue().map(\.experimentID) == ids)
    }

    @Test(arguments: StoreKind.allCases)
    func `One unknown id keeps all others out`(kind: StoreKind) async throws {
        let store = try await kind.make()
        let ids = try await fill(store, 2)
        await expectError("store.not-found") { try await store.enqueue([ids[0], "none", ids[1]], batch: "a") }
        #expect(try await store.queue().isEmpty)
        try await store.enqueue([], batch: "a")
        #expect(try await store.queue().isEmpty)
    }

    @Test(arguments: StoreKind.allCases)
    func `Another process sees the line, also when the first has ended`(kind: StoreKind) async throws {
        let (first, second) = try await kind.makePair()
        let ids = try await fill(first, 3)
        try await first.enqueue([ids[2], ids[0]], batch: "a")
        try await first.close()
        #expect(try await second.queue().map(\.experimentID) == [ids[2], ids[0]])
        try await second.enqueue([ids[1]], batch: "b")
        #expect(try await second.queue().map(\.experimentID) == [ids[2], ids[0], ids[1]])
    }
}
