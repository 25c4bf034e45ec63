import ForgeCore
import ForgeStore
import ForgeTesting
import Foundation
import GRDB
import Testing

@Suite(.enabled(if: SmallDisk.isAvailable, "\(SmallDisk.hint)"))
struct `Disks that are full or read-only` {
    @Test func `A full disk stops recording with a clear error and loses nothing that was stored`() async throws {
        let disk = try SmallDisk()
        let file = disk.url.appending(path: "forge.sqlite")
        let store = try await SQLiteStore.open(at: file)
        let fixture = try StoredFixture(count: 1000)
        try await fixture.store(in: store)
        var stored: [Int] = []
        await expectError("store.disk-full", mentioning: ["intact", "forge resume"]) {
            for index in 0..<1000 {
                var prediction = fixture.prediction(index)
                prediction.output = String(repeating: "x", count: 1000)
                try await store.record(prediction, calls: [fixture.call(index)])
                stored.append(index)
            }
        }
        #expect(stored.count > 10)
        #expect(try await store.finishedIndices(of: fixture.experiment.id) == Set(stored))
        #expect(try await store.experiment(fixture.experiment.id).done == stored.count)

        try disk.grow()
        for index in stored.count..<stored.count + 50 {
            try await store.record(fixture.prediction(index), calls: [fixture.call(index)])
        }
        #expect(try await store.experiment(fixture.experiment.id).done == stored.count + 50)
        try await store.close()
        #expect(try integrity(of: file) == ["ok"])
    }

    @Test func `A disk too small for an empty store is reported as full`() async throws {
        let disk = try SmallDisk()
        try Data(count: 1 << 20).write(to: disk.url.appending(path: "filler"))
        await expectError("store.disk-full") {
            _ = try await SQLiteStore.open(at: disk.url.appending(path: "forge.sqlite"))
        }
    }

    @Test func `A read-only home is reported when a store is to be made there`() async throws {
        let disk = try SmallDisk()
        try disk.makeReadOnly()
        for path in ["forge.sqlite", "folder/forge.sqlite"] {
            await expectError("store.read-only", mentioning: ["FORGE_HOME"]) {
                _ = try await SQLiteStore.open(at: disk.url.appending(path: path))
            }
        }
    }

    @Test func `A store on a read-only disk can be read, and writing is refused`() async throws {
        let disk = try SmallDisk()
        let file = disk.url.appending(path: "forge.sqlite")
        let writer = try await SQLiteStore.open(at: file)
        let experiment = try await StoredFixture().store(in: writer, recording: 0..<2)
        try await writer.close()
        try disk.makeReadOnly()
        let reader = try await SQLiteStore.open(at: file, readOnly: true)
        #expect(try await reader.experiment(experiment.id) == experiment)
        #expect(try await reader.predictions(of: experiment.id, .init()).total == 2)
        await expectError("store.read-only") { _ = try await SQLiteStore.open(at: file) }
    }

    private func integrity(of file: URL) throws -> [String] {
        try DatabaseQueue(path: file.path()).read { try String.fetchAll($0, sql: "PRAGMA integrity_check") }
    }
}
