import ForgeCore
import ForgeTesting
import Testing

@testable import ForgeStore

@Suite(.enabled(if: PostgresServer.isInstalled))
struct `Bringing PostgreSQL up to date` {
    @Test func `Of many processes that start at once one migrates and all work`() async throws {
        let url = try PostgresServer.shared.freshURL()
        let stores = try await withThrowingTaskGroup(of: PostgresStore.self) { group in
            for _ in 0..<8 { group.addTask { try await TemporaryStore.postgres(url) } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        for store in stores { try await StoredFixture().store(in: store, recording: 0..<2) }
        #expect(try await stores[0].experiments(.init()).total == 8)
        let state = try await PostgresStore.schema(at: PostgresAddress(url))
        #expect(state.applied == Migration.all.map(\.name) && state.pending.isEmpty && state.experiments == 8)
    }

    @Test func `Looking changes nothing, and a schema that is behind can be refused`() async throws {
        let address = try PostgresAddress(PostgresServer.shared.freshURL())
        #expect(try await PostgresStore.schema(at: address).pending == Migration.all.map(\.name))
        await expectError("store.older-schema") { _ = try await PostgresStore.open(address, isMigrating: false) }
        #expect(try await PostgresStore.schema(at: address).applied.isEmpty)
    }

    @Test func `One of a newer version is refused by name`() async throws {
        let server = try PostgresServer.shared
        let url = server.freshURL()
        try await TemporaryStore.postgres(url).close()
        let schema = try #require(url.split(separator: "%3D").last)
        try server.sql("INSERT INTO \(schema).forge_migrations VALUES ('9999-future', 0)")
        await expectError("store.newer-schema", mentioning: ["9999-future"]) {
            _ = try await TemporaryStore.postgres(url)
        }
    }
}
