import ForgeCore
import ForgeTesting
import Foundation
import GRDB
import Testing

@testable import ForgeStore

@Suite struct `Backups` {
    private let folder: TemporaryFolder
    private var file: URL { folder.file("backup/one.sqlite") }

    init() throws { folder = try TemporaryFolder() }

    /// What a user sees of every experiment.
    private func everything(_ store: any ExperimentStore) async throws -> [String] {
        var parts: [String] = []
        for experiment in try await store.experiments(.init(deleted: .shown, sort: .created, limit: 100)).items {
            let id = experiment.id
            parts.append(try JSON.text(experiment))
            parts.append(try JSON.text(try await store.samples(of: id)))
            parts.append(try JSON.text(try await store.predictions(of: id, .init(limit: 500)).items))
            parts.append(try JSON.text(try await store.calls(of: id, index: nil, cursor: nil, limit: 500).items))
        }
        return parts
    }

    @Test(arguments: StoreKind.allCases)
    func `A backup is one file that opens as a store with everything in it`(kind: StoreKind) async throws {
        let store = try #require(try await kind.make() as? any MaintainableStore)
        for number in 0..<3 {
            try await StoredFixture(name: "e\(number)", count: 8).store(in: store, recording: 0..<number * 3)
        }
        let report = try await StoreBackup(of: store, to: file).run()
        #expect(report.rows["experiments"] == 3 && report.rows["predictions"] == 9 && report.rows["runs"] == 9)
        let names = try FileManager.default.contentsOfDirectory(atPath: file.deletingLastPathComponent().path)
        #expect(names == ["one.sqlite"])
        let attributes = try FileManager.default.attributesOfItem(atPath: file.path)
        #expect((attributes[.posixPermissions] as? NSNumber)?.intValue == 0o600)
        #expect((attributes[.size] as? NSNumber)?.intValue == report.bytes)
        #expect(try Digest.sha256(fileAt: file.path) == report.sha256)

        let restored = try await SQLiteStore.open(at: file)
        #expect(try await everything(restored) == everything(store))
        // It is a store like any other.
        try await StoredFixture(name: "later").store(in: restored, recording: 0..<2)
        try await restored.close()
        await expectError("backup.exists") { _ = try await StoreBackup(of: store, to: file).run() }
    }

    /// Samples come in while the backup is made: it holds those of one moment, each with its calls and in the count.
    @Test(arguments: StoreKind.allCases)
    func `A backup made while a run writes holds one moment`(kind: StoreKind) async throws {
        let store = try #require(try await kind.make() as? any MaintainableStore)
        let fixture = try StoredFixture(count: 4000)
        try await fixture.store(in: store, recording: 0..<300)
        let id = fixture.experiment.id
        try await store.claim(id, by: RunOwner(host: "here", pid: 1, token: "t"))
        let writer = Task {
            var index = 300
            while !Task.isCancelled, index < 4000 {
                try await store.record(
                    fixture.prediction(index), calls: [fixture.call(index), fixture.call(index, step: 1)])
                index += 1
            }
            return index
        }
        for round in 0..<3 {
            let file = folder.file("busy-\(round).sqlite")
            let report = try await StoreBackup(of: store, to: file).run()
            let copy = try await SQLiteStore.open(at: file)
            let done = try await copy.experiment(id).done
            #expect(done >= 300 && done == report.rows["predictions"])
            #expect(try await copy.finishedIndices(of: id) == Set(0..<done))
            #expect(try await StoreCheck(copy).run().findings.isEmpty)
            try await copy.close()
        }
        writer.cancel()
        let written = try await writer.value
        #expect(written > 300)
        #expect(try await store.experiment(id).done == written)
    }

    @Test func `What an older version wrote is backed up as it is`() async throws {
        let old = folder.file("old.sqlite")
        let queue = try DatabaseQueue(path: old.path())
        try await queue.write { database in
            try database.execute(sql: "PRAGMA application_id = \(SQLiteStore.applicationID)")
            try SQLiteMigrator(path: old.path(), migrations: Array(Migration.all.prefix(2))).migrate(database)
        }
        try queue.close()
        await expectError("store.older-schema") { _ = try await SQLiteStore.open(at: old, readOnly: true) }
        let store = try await SQLiteStore.open(at: old, readOnly: true, isCurrent: false)
        let report = try await StoreBackup(of: store, to: file).run()
        #expect(report.rows["experiments"] == 0 && report.rows["vote_studies"] == nil)
        #expect(try await SQLiteStore.schema(at: file).applied.count == 2)
    }

    @Test func `A damaged store is named, not the file that was begun`() async throws {
        let place = folder.file("damaged.sqlite")
        let store = try await SQLiteStore.open(at: place)
        try await StoredFixture().store(in: store)
        try await store.close()
        var configuration = Configuration()
        configuration.foreignKeysEnabled = false
        let queue = try DatabaseQueue(path: place.path(), configuration: configuration)
        try await queue.write { try $0.execute(sql: "UPDATE experiments SET sample_set = 99") }
        try queue.close()
        let damaged = try await SQLiteStore.open(at: place)
        await expectError("backup.damaged", mentioning: ["damaged.sqlite", "sample_sets", "forge db check"]) {
            _ = try await StoreBackup(of: damaged, to: file).run()
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: file.deletingLastPathComponent().path).isEmpty)
        try await damaged.close()
    }

    @Test func `A place that cannot be written is refused and nothing is left there`() async throws {
        let store = try await TemporaryStore.make()
        try await StoredFixture().store(in: store)
        // A file where a folder is needed.
        try Data("x".utf8).write(to: folder.file("backup"))
        await expectError("backup.unwritable", mentioning: ["forge db backup PATH"]) {
            _ = try await StoreBackup(of: store, to: file).run()
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path) == ["backup"])
    }

    @Test(.enabled(if: SmallDisk.isAvailable), arguments: StoreKind.allCases)
    func `A full disk ends a backup with a clear error and leaves nothing of it`(kind: StoreKind) async throws {
        let store = try #require(try await kind.make() as? any MaintainableStore)
        let fixture = try StoredFixture(count: 400)
        try await fixture.store(in: store)
        for index in 0..<400 {
            var prediction = fixture.prediction(index)
            prediction.output = String(repeating: "x", count: 4000)
            try await store.record(prediction, calls: [])
        }
        let disk = try SmallDisk()
        await expectError("backup.disk-full", mentioning: ["Remedy", "another disk"]) {
            _ = try await StoreBackup(of: store, to: disk.url.appending(path: "b.sqlite")).run()
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: disk.url.path()).isEmpty)
        #expect(try await store.finishedIndices(of: fixture.experiment.id).count == 400)
        // With room the same works.
        try disk.grow()
        let report = try await StoreBackup(of: store, to: disk.url.appending(path: "b.sqlite")).run()
        #expect(report.rows["predictions"] == 400)
    }

    @Test(.enabled(if: PostgresServer.isInstalled))
    func `A database cut off in the middle of a backup ends it, without a file`() async throws {
        let server = try PostgresServer()
        let store = try await TemporaryStore.postgres(server.freshURL())
        try await StoredFixture(count: 3000).store(in: store)
        let cuts = Tally()
        await #expect(throws: StoreError.self) {
            _ = try await StoreBackup(of: store, to: file).run { progress in
                if progress.table == "samples", cuts.count == 0 {
                    cuts.add()
                    try? server.cutConnections()
                }
            }
        }
        #expect(cuts.count == 1)
        #expect(try FileManager.default.contentsOfDirectory(atPath: file.deletingLastPathComponent().path).isEmpty)
        // The store itself is as good as before.
        let report = try await StoreBackup(of: store, to: file).run()
        #expect(report.rows["samples"] == 3000)
        try await store.close()
    }
}
