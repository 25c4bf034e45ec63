import ForgeCore
import ForgeStore
import ForgeTesting
import Foundation
import GRDB
import Testing

/// A child process records samples until it kills itself with SIGKILL at a random moment, as `kill -9` would.
@Suite(.serialized) struct `Killing the process that records` {
    private static let total = 100_000

    @Test func `After each of 24 kills the file is whole and every acknowledged sample is there once`() async throws {
        let folder = try TemporaryFolder()
        let file = folder.file("forge.sqlite")
        let fixture = try StoredFixture(count: Self.total)
        let store = try await SQLiteStore.open(at: file)
        try await fixture.store(in: store)
        try await store.close()

        var generator = SeededGenerator(seed: 20)
        for _ in 0..<24 {
            let delay = 5 + generator.below(250)
            let (path, id) = (folder.url.path(), fixture.experiment.id)
            await #expect(processExitsWith: .signal(SIGKILL)) {
                [path = path as String, id = id as String, delay = delay as Int] in
                try await RecordingChild.run(in: URL(filePath: path), experiment: id, killedAfter: delay)
            }
            try await check(folder, fixture)
        }
        #expect(try acknowledged(folder).count > 24)
    }

    @Test func `Two processes record into one store at the same time without losing anything`() async throws {
        let folder = try TemporaryFolder()
        let fixture = try StoredFixture(count: 400)
        let store = try await SQLiteStore.open(at: folder.file("forge.sqlite"))
        try await fixture.store(in: store)
        let (path, id) = (folder.url.path(), fixture.experiment.id)
        async let child: Void = {
            await #expect(processExitsWith: .success) { [path = path as String, id = id as String] in
                let store = try await SQLiteStore.open(at: URL(filePath: path).appending(path: "forge.sqlite"))
                let fixture = try RecordingChild.fixture(id)
                for index in 0..<300 { try await store.record(fixture.prediction(index), calls: [fixture.call(index)]) }
            }
        }()
        for index in stride(from: 399, through: 100, by: -1) {
            try await store.record(fixture.prediction(index), calls: [fixture.call(index)])
        }
        await child
        #expect(try await store.finishedIndices(of: id) == Set(0..<400))
        #expect(try await store.experiment(id).done == 400)
        #expect(try await store.calls(of: id, index: nil, cursor: nil, limit: 1).total == 400)
    }

    private func check(_ folder: TemporaryFolder, _ fixture: StoredFixture) async throws {
        let store = try await SQLiteStore.open(at: folder.file("forge.sqlite"))
        let id = fixture.experiment.id
        let finished = try await store.finishedIndices(of: id)
        let acknowledged = try acknowledged(folder)
        #expect(finished.isSuperset(of: acknowledged))
        #expect(try await store.experiment(id).done == finished.count)
        #expect(try await store.calls(of: id, index: nil, cursor: nil, limit: 1).total == finished.count * 2)
        try await store.close()

        let queue = try DatabaseQueue(path: folder.file("forge.sqlite").path())
        let (integrity, broken, calls) = try await queue.read { database in
            (
                try String.fetchAll(database, sql: "PRAGMA integrity_check"),
                try Row.fetchAll(database, sql: "PRAGMA foreign_key_check").count,
                try Int.fetchAll(database, sql: "SELECT COUNT(*) FROM runs GROUP BY position")
            )
        }
        try queue.close()
        #expect(integrity == ["ok"])
        #expect(broken == 0)
        #expect(calls.count == finished.count)
        #expect(calls.allSatisfy { $0 == 2 })
    }

    /// What the children were told was stored.
    private func acknowledged(_ folder: TemporaryFolder) throws -> Set<Int> {
        guard let text = try? String(contentsOf: folder.file("acknowledged"), encoding: .utf8) else { return [] }
        // A kill may cut the last line.
        return Set(text.split(separator: "\n").dropLast(text.hasSuffix("\n") ? 0 : 1).compactMap { Int($0) })
    }
}

/// What runs in the child.
enum RecordingChild {
    /// Samples of an experiment that another process created.
    static func fixture(_ id: String) throws -> StoredFixture {
        var fixture = try StoredFixture(count: 1)
        fixture.experiment.id = id
        return fixture
    }

    static func run(in folder: URL, experiment id: String, killedAfter milliseconds: Int) async throws {
        let store = try await SQLiteStore.open(at: folder.appending(path: "forge.sqlite"))
        let finished = try await store.finishedIndices(of: id)
        let log = try AcknowledgementLog(folder.appending(path: "acknowledged"))
        // Its own thread: the kill comes whatever the tasks are doing.
        Thread.detachNewThread {
            usleep(UInt32(milliseconds) * 1000)
            kill(getpid(), SIGKILL)
        }
        let fixture = try fixture(id)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for worker in 0..<4 {
                group.addTask {
                    for index in stride(from: worker, to: 100_000, by: 4) where !finished.contains(index) {
                        try await store.record(
                            fixture.prediction(index), calls: [fixture.call(index), fixture.call(index, step: 1)])
                        log.append(index)
                    }
                }
            }
            try await group.waitForAll()
        }
    }
}

/// A file of numbers, each appended by one system call, so that a kill loses none that was written.
private final class AcknowledgementLog: Sendable {
    private let descriptor: Int32

    init(_ file: URL) throws {
        descriptor = open(file.path(percentEncoded: false), O_WRONLY | O_APPEND | O_CREAT, 0o644)
        guard descriptor >= 0 else { throw CocoaError(.fileWriteUnknown) }
    }

    func append(_ number: Int) {
        let line = Array("\(number)\n".utf8)
        _ = write(descriptor, line, line.count)
    }

    deinit { close(descriptor) }
}
