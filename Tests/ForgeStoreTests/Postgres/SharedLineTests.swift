import ForgeCore
import ForgeStore
import ForgeTesting
import Testing

@Suite(.enabled(if: PostgresServer.isInstalled))
struct `A line that several workers share` {
    private let workers = (0..<3).map { RunOwner(host: "host \($0)", pid: 1, token: "worker \($0)") }

    private func fill(_ store: PostgresStore, _ names: [String]) async throws -> [String] {
        var ids: [String] = []
        for name in names { ids.append(try await StoredFixture(name: name).store(in: store).id) }
        return ids
    }

    @Test func `Each experiment is taken by one, however many ask at the same time`() async throws {
        let url = try PostgresServer.shared.freshURL()
        let stores = [try await TemporaryStore.postgres(url), try await TemporaryStore.postgres(url)]
        let ids = try await fill(stores[0], (0..<10).map { "e\($0)" })
        try await stores[0].enqueue(ids, batch: "b")
        let taken = try await withThrowingTaskGroup(of: String?.self) { group in
            for number in 0..<24 {
                group.addTask {
                    let owner = RunOwner(host: "h\(number)", pid: 1, token: "t\(number)")
                    return try await stores[number % 2].takeNext(by: owner)?.experimentID
                }
            }
            return try await group.reduce(into: [String]()) { if let id = $1 { $0.append(id) } }
        }
        #expect(taken.sorted() == ids.sorted())
        #expect(try await stores[1].takeNext(by: workers[0]) == nil)
        #expect(Set(try await stores[1].runningInLine()) == Set(ids))
    }

    @Test func `Batches take turns, each in its own order`() async throws {
        let store = try await TemporaryStore.postgres()
        let ids = try await fill(store, ["a1", "a2", "a3", "b1"])
        try await store.enqueue(Array(ids[0...2]), batch: "a")
        try await Task.sleep(for: .milliseconds(5))
        try await store.enqueue([ids[3]], batch: "b")
        var order: [String] = []
        for _ in 0..<4 {
            let entry = try #require(try await store.takeNext(by: workers[0]))
            order.append(entry.experimentID)
            try await store.dequeue(entry.experimentID)
            try await store.release(entry.experimentID, by: workers[0])
            try await Task.sleep(for: .milliseconds(5))
        }
        #expect(order == [ids[0], ids[3], ids[1], ids[2]])
    }

    @Test func `A silent holder is taken over, and nothing that it still writes is stored`() async throws {
        let server = try PostgresServer.shared
        let url = server.freshURL()
        let schema = try #require(url.split(separator: "%3D").last)
        let (old, new) = (try await TemporaryStore.postgres(url), try await TemporaryStore.postgres(url))
        let fixture = try StoredFixture()
        try await fixture.store(in: old)
        let id = fixture.experiment.id
        try await old.enqueue([id], batch: "b")
        #expect(try await old.takeNext(by: workers[0])?.experimentID == id)
        #expect(try await old.record(fixture.prediction(0), calls: [fixture.call(0)]))
        #expect(try await new.takeNext(by: workers[1]) == nil)
        try server.sql("UPDATE \(schema).claims SET heartbeat_at = heartbeat_at - 31000")
        #expect(try await new.runningInLine().isEmpty)
        #expect(try await new.takeNext(by: workers[1])?.experimentID == id)

        let progress = SampleProgress(state: ["a": 1])
        let writes: [@Sendable () async throws -> Void] = [
            { try await old.record(fixture.prediction(1), calls: []) },
            { try await old.keep(progress, of: id, index: 1) },
            { try await old.update(id, ExperimentChange(status: .completed)) },
            { try await old.replaceResults(of: id, []) },
            { try await old.forgetFailures(of: id) },
            { _ = try await old.keepTurn(of: id, by: workers[0]) },
            { try await old.heartbeat(id, by: workers[0]) },
        ]
        for write in writes { await expectError("store.claim-lost", mentioning: ["host 1"], write) }
        #expect(try await new.finishedIndices(of: id) == [0])
        // Also when the new holder has finished and a third one holds it.
        try await new.release(id, by: workers[1])
        try await new.claim(id, by: workers[2])
        await expectError("store.claim-lost") { try await old.record(fixture.prediction(1), calls: []) }
        #expect(try await new.record(fixture.prediction(1), calls: []))
    }

    @Test func `A holder that died on this host is taken over at once`() async throws {
        let store = try await TemporaryStore.postgres()
        let id = try await fill(store, ["a"])[0]
        try await store.enqueue([id], batch: "b")
        let dead = RunOwner(host: "here", pid: 0x3FFF_FFFF, token: "dead")
        #expect(try await store.takeNext(by: dead) != nil)
        #expect(try await store.takeNext(by: RunOwner(host: "here", pid: 1, token: "t"))?.experimentID == id)
    }

    @Test func `Whoever is taken out of the line learns of it`() async throws {
        let store = try await TemporaryStore.postgres()
        let id = try await fill(store, ["a"])[0]
        try await store.enqueue([id], batch: "b")
        _ = try await store.takeNext(by: workers[0])
        #expect(try await store.keepTurn(of: id, by: workers[0]))
        try await store.dequeue(id)
        #expect(try await store.keepTurn(of: id, by: workers[0]) == false)
    }

    /// As after the database's clock was set back by an hour: what was noted before lies ahead.
    @Test func `A clock that was set back neither keeps a dead holder's place nor turns the line around`() async throws
    {
        let server = try PostgresServer.shared
        let url = server.freshURL()
        let schema = try #require(url.split(separator: "%3D").last)
        let store = try await TemporaryStore.postgres(url)
        let ids = try await fill(store, ["a1", "a2", "b1", "c1"])
        try await store.enqueue(Array(ids[0...1]), batch: "a")
        try await store.enqueue([ids[2]], batch: "b")
        #expect(try await store.takeNext(by: workers[0])?.experimentID == ids[0])
        try server.sql(
            """
            UPDATE \(schema).claims SET heartbeat_at = heartbeat_at + 3600000;
            UPDATE \(schema).queue SET added_at = added_at + 3600000;
            UPDATE \(schema).batches SET turn_at = turn_at + 3600000;
            """)
        #expect(try await store.runningInLine().isEmpty)
        // The living holder's next sign of life is of the new time.
        #expect(try await store.keepTurn(of: ids[0], by: workers[0]))
        #expect(try await store.runningInLine() == [ids[0]])
        // Who comes now goes behind those that came before.
        try await store.enqueue([ids[3]], batch: "c")
        var order: [String] = []
        while let entry = try await store.takeNext(by: workers[1]) {
            order.append(entry.experimentID)
            try await store.dequeue(entry.experimentID)
            try await store.release(entry.experimentID, by: workers[1])
        }
        #expect(order == [ids[2], ids[1], ids[3]])
    }
}
