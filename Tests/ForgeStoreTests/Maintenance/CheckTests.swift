import ForgeCore
import ForgeTesting
import Foundation
import GRDB
import Testing

@testable import ForgeStore

@Suite struct `Looking for damage` {
    /// A change behind the store's back, and where the check finds it.
    struct Damage: Sendable, CustomTestStringConvertible {
        var sql: String
        var place: String?
        var problem: String

        var testDescription: String { problem }

        static let all = [
            Damage(sql: "UPDATE experiments SET done = done + 1", problem: "counts 4 answers, there are 3"),
            Damage(sql: "UPDATE experiments SET calls = 0", problem: "counts 0 model calls, there are 3"),
            Damage(sql: "UPDATE experiments SET total = 2, done = 3", problem: "has an answer at place 2 of 2"),
            Damage(
                sql: "DELETE FROM samples WHERE position = 4", problem: "asks 5 questions, stored are 4"),
            Damage(sql: "DELETE FROM experiment_details", problem: "has no config"),
            Damage(sql: "UPDATE experiments SET status = 'completed'", problem: "is completed with 3 of 5 answers"),
            Damage(sql: "UPDATE experiments SET sample_hash = 'other'", problem: "names other questions than it has"),
            Damage(sql: "UPDATE score_sums SET sum = sum + 1", problem: "is summed up over 3 scores"),
            Damage(sql: "DELETE FROM score_sums", problem: "is not summed up, there are 3 scores"),
            Damage(
                sql: "UPDATE samples SET sample = replace(CAST(sample AS text), 'City', 'Town')JSON WHERE position = 1",
                place: "samples", problem: "are not those of its hash"),
        ]
    }

    /// Runs SQL past the store; its id is the second value.
    private func damaged(_ kind: StoreKind, by sql: String?) async throws -> (any MaintainableStore, id: String) {
        switch kind {
        case .sqlite:
            let folder = try TemporaryFolder()
            let store = try await SQLiteStore.open(at: folder.file("forge.sqlite"), keeping: folder)
            let id = try await StoredFixture().store(in: store, recording: 0..<3).id
            if let sql = sql?.replacing("JSON", with: "") { try await store.write { try $0.execute(sql: sql) } }
            return (store, id)
        case .postgres:
            let store = try await TemporaryStore.postgres()
            let id = try await StoredFixture().store(in: store, recording: 0..<3).id
            if let sql = sql?.replacing("JSON", with: "::jsonb") {
                try await store.write { try $0.script(sql) }
            }
            return (store, id)
        }
    }

    @Test(arguments: StoreKind.allCases)
    func `A store without damage has no findings, and everything was read`(kind: StoreKind) async throws {
        let (store, _) = try await damaged(kind, by: nil)
        let report = try await StoreCheck(store).run()
        #expect(report.findings == [])
        #expect(report.rows["predictions"] == 3 && report.rows["samples"] == 5 && report.sampleSets == 1)
    }

    @Test(arguments: StoreKind.allCases, Damage.all)
    func `Each kind of damage is found and named`(kind: StoreKind, damage: Damage) async throws {
        let (store, id) = try await damaged(kind, by: damage.sql)
        let findings = try await StoreCheck(store).run().findings
        let place = damage.place ?? id
        #expect(
            findings.contains { $0.place == place && $0.problem.contains(damage.problem) }, "\(findings)")
    }

    /// Columns of SQLite take values of any type.
    @Test func `A value of the wrong type is found, and the rest is looked at`() async throws {
        let sql = "UPDATE runs SET latency = 'soon'; UPDATE experiments SET calls = 0"
        let (store, id) = try await damaged(.sqlite, by: sql)
        let report = try await StoreCheck(store).run()
        #expect(report.findings.contains { $0.place == "runs" && $0.problem.contains("soon") }, "\(report.findings)")
        #expect(report.findings.contains { $0.place == id })
        #expect(report.rows["predictions"] == 3)
    }

    @Test func `A file with noise in it is reported, with what could be read`() async throws {
        let folder = try TemporaryFolder()
        let file = folder.file("forge.sqlite")
        let store = try await SQLiteStore.open(at: file)
        try await StoredFixture(count: 2000).store(in: store, recording: 0..<2000)
        try await store.close()
        var bytes = try Data(contentsOf: file)
        var generator = SeededGenerator(seed: 3)
        let half = bytes.count / 2 / 4096 * 4096
        for index in half..<(half + 40 * 4096) { bytes[index] = UInt8(truncatingIfNeeded: generator.next()) }
        try bytes.write(to: file)
        let report = try await StoreCheck(SQLiteStore.open(at: file, readOnly: true)).run()
        #expect(report.findings.contains { $0.place == "file" || $0.place == "the database" }, "\(report.findings)")
        #expect(report.rows["experiments"] == 1)
    }

    @Test(.enabled(if: PostgresServer.isInstalled))
    func `An index that was not finished is found in PostgreSQL`() async throws {
        let server = try PostgresServer.shared
        let url = server.freshURL()
        let schema = try #require(url.split(separator: "%3D").last)
        let store = try await TemporaryStore.postgres(url)
        try server.sql(
            "UPDATE pg_index SET indisvalid = false WHERE indexrelid = '\(schema).experiments_by_name'::regclass")
        let findings = try await StoreCheck(store).run().findings
        #expect(findings.map(\.place) == ["experiments_by_name"])
    }
}
