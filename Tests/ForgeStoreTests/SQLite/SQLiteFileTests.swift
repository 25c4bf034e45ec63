import ForgeCore
import ForgeStore
import ForgeTesting
import Foundation
import GRDB
import Testing

@Suite struct `The database file` {
    private let folder: TemporaryFolder
    private var file: URL { folder.file("forge.sqlite") }

    init() throws { folder = try TemporaryFolder() }

    @Test func `Folders on the way are made, and a second opening finds what the first stored`() async throws {
        let deep = folder.file("a/b/forge.sqlite")
        let first = try await SQLiteStore.open(at: deep)
        let experiment = try await StoredFixture().store(in: first, recording: 0..<3)
        try await first.close()
        let second = try await SQLiteStore.open(at: deep)
        #expect(try await second.experiment(experiment.id) == experiment)
        #expect(try await second.predictions(of: experiment.id, .init()).total == 3)
    }

    @Test func `A closed store leaves one file, without a log beside it`() async throws {
        let store = try await SQLiteStore.open(at: file)
        try await StoredFixture().store(in: store, recording: 0..<3)
        try await store.close()
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path()) == ["forge.sqlite"])
    }

    @Test(arguments: [
        "not a database, just some text that is longer than a header of a hundred bytes would be "
            + "if it were one", "short",
    ])
    func `A file that is no database is refused and left as it is`(content: String) async throws {
        try Data(content.utf8).write(to: file)
        for readOnly in [false, true] {
            await expectError("store.not-a-database", mentioning: ["Remedy"]) {
                _ = try await SQLiteStore.open(at: file, readOnly: readOnly)
            }
        }
        #expect(try Data(contentsOf: file) == Data(content.utf8))
    }

    @Test func `An empty file becomes a store`() async throws {
        try Data().write(to: file)
        let store = try await SQLiteStore.open(at: file)
        #expect(try await store.experiments(.init()).total == 0)
    }

    @Test func `The database of another program is refused and left as it is`() async throws {
        let queue = try DatabaseQueue(path: file.path())
        try await queue.write { try $0.execute(sql: "CREATE TABLE notes (text TEXT)") }
        try queue.close()
        let before = try Data(contentsOf: file)
        await expectError("store.foreign") { _ = try await SQLiteStore.open(at: file) }
        #expect(try Data(contentsOf: file) == before)
    }

    @Test func `A folder in place of the file is refused`() async throws {
        try FileManager.default.createDirectory(at: file, withIntermediateDirectories: true)
        await expectError("store.unreadable") { _ = try await SQLiteStore.open(at: file) }
    }

    @Test func `A damaged file is reported, not read as something else`() async throws {
        let store = try await SQLiteStore.open(at: file)
        let experiment = try await StoredFixture(count: 300).store(in: store, recording: 0..<300)
        try await store.close()
        var bytes = try Data(contentsOf: file)
        // All pages but the first hold noise now.
        var generator = SeededGenerator(seed: 1)
        for index in 4096..<bytes.count { bytes[index] = UInt8(truncatingIfNeeded: generator.next()) }
        try bytes.write(to: file)
        await expectError("store.corrupt", mentioning: [".recover"]) {
            let damaged = try await SQLiteStore.open(at: file)
            _ = try await damaged.predictions(of: experiment.id, .init())
        }
    }

    @Test func `A store with a migration of the future is refused`() async throws {
        let store = try await SQLiteStore.open(at: file)
        try await store.close()
        let queue = try DatabaseQueue(path: file.path())
        try await queue.write { try $0.execute(sql: "INSERT INTO migrations VALUES ('9999-future', 0)") }
        try queue.close()
        for readOnly in [false, true] {
            await expectError("store.newer-schema", mentioning: ["9999-future"]) {
                _ = try await SQLiteStore.open(at: file, readOnly: readOnly)
            }
        }
    }

    @Test func `Reading only needs a store that is there, and refuses to write`() async throws {
        await expectError("store.missing") { _ = try await SQLiteStore.open(at: file, readOnly: true) }
        #expect(!FileManager.default.fileExists(atPath: file.path()))
        let writer = try await SQLiteStore.open(at: file)
        let experiment = try await StoredFixture().store(in: writer, recording: 0..<2)
        let reader = try await SQLiteStore.open(at: file, readOnly: true)
        #expect(try await reader.experiment(experiment.id) == experiment)
        await expectError("store.read-only") { try await reader.delete(experiment.id) }
        try await StoredFixture(name: "second").store(in: writer)
        #expect(try await reader.experiments(.init()).total == 2)
    }

    @Test func `A file that is taken away while it is open fails the ping`() async throws {
        let store = try await SQLiteStore.open(at: file)
        try await store.ping()
        try FileManager.default.moveItem(at: file, to: folder.file("elsewhere.sqlite"))
        await expectError("store.gone", mentioning: ["forge.sqlite"]) { try await store.ping() }
    }

    @Test func `Many processes may open a new store at the same moment`() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<8 {
                group.addTask { try await StoredFixture().store(in: SQLiteStore.open(at: file)) }
            }
            try await group.waitForAll()
        }
        #expect(try await SQLiteStore.open(at: file).experiments(.init()).total == 8)
    }

    @Test func `A store that another process keeps locked is reported after the time limit`() async throws {
        let store = try await SQLiteStore.open(at: file, busyTimeout: 0.2)
        let experiment = try await StoredFixture().store(in: store)
        var configuration = Configuration()
        configuration.allowsUnsafeTransactions = true
        let other = try DatabaseQueue(path: file.path(), configuration: configuration)
        try await other.writeWithoutTransaction { try $0.execute(sql: "BEGIN IMMEDIATE") }
        await expectError("store.locked", mentioning: ["database browser"]) { try await store.delete(experiment.id) }
        #expect(try await store.experiment(experiment.id) == experiment)
        try await other.writeWithoutTransaction { try $0.execute(sql: "ROLLBACK") }
        try await store.delete(experiment.id)
    }

    @Test func `A reader on the way through a list does not hold up a writer`() async throws {
        let store = try await SQLiteStore.open(at: file)
        let fixture = try StoredFixture(count: 50)
        try await fixture.store(in: store, recording: 0..<25)
        // A transaction that stays open for the whole test, in a connection of its own.
        var configuration = Configuration()
        configuration.allowsUnsafeTransactions = true
        let reader = try DatabaseQueue(path: file.path(), configuration: configuration)
        let count = "SELECT COUNT(*) FROM predictions"
        try await reader.writeWithoutTransaction { try $0.execute(sql: "BEGIN; \(count)") }
        for index in 25..<50 { #expect(try await store.record(fixture.prediction(index), calls: [])) }
        #expect(try await reader.writeWithoutTransaction { try Int.fetchOne($0, sql: count) } == 25)
        try await reader.writeWithoutTransaction { try $0.execute(sql: "COMMIT") }
    }
}
