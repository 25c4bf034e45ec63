import ForgeCore
import ForgeTesting
import Foundation
import Testing

@testable import ForgeStore

@Suite(.enabled(if: PostgresServer.isInstalled), .serialized)
struct `PostgreSQL that breaks` {
    /// Records all samples, several at once, while `fault` happens again and again.
    private func record(
        _ count: Int, on server: PostgresServer, faults: Int, pause: Duration,
        fault: @escaping @Sendable () throws -> Void
    ) async throws {
        let store = try await TemporaryStore.postgres(server.freshURL())
        let fixture = try StoredFixture(count: count)
        try await fixture.store(in: store)
        let id = fixture.experiment.id
        let owner = RunOwner(host: "here", pid: 1, token: "t")
        try await store.claim(id, by: owner)
        let (news, happened) = (Tally(), Tally())
        try await withThrowingTaskGroup(of: Bool.self) { group in
            group.addTask {
                for _ in 0..<faults {
                    try await Task.sleep(for: pause)
                    try fault()
                    happened.add()
                }
                return true
            }
            group.addTask {
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for index in 0..<count {
                        if index >= 8 { try await group.next() }
                        group.addTask {
                            // So that the faults come in the middle.
                            try await Task.sleep(for: pause * faults / max(1, count / 8))
                            if try await store.record(
                                fixture.prediction(index), calls: [fixture.call(index), fixture.call(index, step: 1)])
                            {
                                news.add()
                            }
                            try await store.update(id, ExperimentChange(addedElapsed: 1))
                        }
                    }
                    try await group.waitForAll()
                }
                return true
            }
            try await group.waitForAll()
        }
        #expect(happened.count == faults)
        #expect(news.count == count)
        let stored = try await store.experiment(id)
        #expect(stored.done == count)
        // Adding is not idempotent: a change that was done twice or not at all would show here.
        #expect(stored.elapsed == Double(count))
        #expect(try await store.finishedIndices(of: id) == Set(0..<count))
        #expect(try await store.calls(of: id, index: nil, cursor: nil, limit: 1).total == 2 * count)
        let tally = try #require(try await store.scoreTallies(of: id).first)
        #expect(tally.count == count && tally.sum == Double((count + 1) / 2))
        try await store.close()
    }

    @Test(.timeLimit(.minutes(5)))
    func `Fifty cuts while samples are recorded lose nothing and repeat nothing`() async throws {
        let server = try PostgresServer()
        try await record(400, on: server, faults: 50, pause: .milliseconds(300)) { try server.cutConnections() }
    }

    @Test(.timeLimit(.minutes(5)))
    func `A server that crashes and recovers three times neither`() async throws {
        let server = try PostgresServer()
        try await record(200, on: server, faults: 3, pause: .seconds(2)) { try server.crash() }
    }

    @Test func `What collided runs again, what is wrong does not`() async throws {
        let store = try await TemporaryStore.postgres()
        let attempts = Tally()
        let value = try await store.write { transaction in
            let attempt = attempts.add()
            try transaction.run("SELECT 1")
            if attempt < 4 {
                throw PostgresFailure(state: attempt == 1 ? "40P01" : "40001", message: "", isLost: false)
            }
            return attempt
        }
        #expect(value == 4)
        await expectError("store.failed") { _ = try await store.write { try $0.change("SELECT nothing") } }
        await expectError("store.read-only") { _ = try await store.read { try $0.change("DELETE FROM queue") } }
        // The connection is as good as before.
        try await store.ping()
    }

    @Test func `Two transactions that wait for each other both come to their end`() async throws {
        let store = try await TemporaryStore.postgres()
        let fixtures = [try StoredFixture(name: "a"), try StoredFixture(name: "b")]
        for fixture in fixtures { try await fixture.store(in: store) }
        let ids = fixtures.map(\.experiment.id)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for order in [ids, ids.reversed()] {
                group.addTask {
                    try await store.write { transaction in
                        for id in order {
                            try transaction.run("UPDATE experiments SET elapsed = elapsed + 1 WHERE id = \(id)")
                            Thread.sleep(forTimeInterval: 0.3)
                        }
                    }
                }
            }
            try await group.waitForAll()
        }
        for id in ids { #expect(try await store.experiment(id).elapsed == 2) }
    }

    @Test func `A statement that takes too long and a connection that does not come free end with an error`()
        async throws
    {
        var options = PostgresOptions()
        (options.connections, options.statementTimeout, options.waitTimeout) = (1, 1, 0.3)
        let store = try await PostgresStore.open(PostgresAddress(PostgresServer.shared.freshURL()), options: options)
        async let slow: Void = expectError("store.timeout") {
            _ = try await store.read { try $0.run("SELECT pg_sleep(20)").count }
        }
        try await Task.sleep(for: .milliseconds(200))
        await expectError("store.busy") { try await store.ping() }
        await slow
        try await store.ping()
        try await store.close()
    }

    @Test func `A snapshot has patience with whole tables, which ends with it`() async throws {
        var options = PostgresOptions()
        (options.connections, options.statementTimeout) = (1, 1)
        let store = try await PostgresStore.open(PostgresAddress(PostgresServer.shared.freshURL()), options: options)
        _ = try await store.withSnapshot { snapshot in
            try await snapshot.read { try $0.run("SELECT pg_sleep(1.5)").count }
        }
        await expectError("store.timeout") { _ = try await store.read { try $0.run("SELECT pg_sleep(20)").count } }
        try await store.close()
    }

    @Test func `Values are bound and never read as SQL`() async throws {
        let store = try await TemporaryStore.postgres()
        let text = "'; DROP TABLE queue; -- \\ \" $1 {a,\"b\"} \u{1A}0\u{1A}\0"
        let returned = try await store.read { transaction -> [String] in
            var row = try transaction.first("SELECT \(text), (\(PostgresArray([text, "", "NULL"])))[1]")
            return [try row?.text() ?? "", try row?.text() ?? ""]
        }
        #expect(returned == [text, text])
    }

    @Test func `Idle connections are closed, and the next work makes one`() async throws {
        let server = try PostgresServer.shared
        let url = server.freshURL() + "&application_name=idle-test"
        var options = PostgresOptions()
        // Longer than counting takes on a busy machine.
        options.idleTimeout = 8
        let store = try await PostgresStore.open(PostgresAddress(url), options: options)
        let count = "SELECT COUNT(*) FROM pg_stat_activity WHERE application_name = 'idle-test'"
        #expect(try server.sql(count) != "0")
        var left = 600
        while try server.sql(count) != "0", left > 0 {
            left -= 1
            try await Task.sleep(for: .milliseconds(100))
        }
        #expect(left > 0)
        try await store.ping()
    }
}
