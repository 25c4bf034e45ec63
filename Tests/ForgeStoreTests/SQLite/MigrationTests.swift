import ForgeCore
import ForgeStore
import ForgeTesting
import Foundation
import GRDB
import Testing

@Suite struct `Stores of earlier versions` {
    private let folder: TemporaryFolder
    private var file: URL { folder.file("forge.sqlite") }

    init() throws { folder = try TemporaryFolder() }

    /// The first schema with two experiments, of which the older one has three predictions and results.
    private func makeFirstVersion() throws {
        let queue = try DatabaseQueue(path: file.path())
        let first = try #require(Migration.all.first)
        #expect(first.name == "0001-experiments")
        try queue.write { database in
            try database.execute(
                sql: """
                    PRAGMA application_id = \(0x464F_5247);
                    CREATE TABLE migrations (name TEXT PRIMARY KEY, applied_at INTEGER NOT NULL);
                    INSERT INTO migrations VALUES ('0001-experiments', 0);
                    \(first.sqlite);
                    INSERT INTO sample_sets VALUES (1, 'hash');
                    """)
            for key in 1...2 {
                try database.execute(
                    sql: """
                        INSERT INTO experiments (key, id, name, method, model, dataset, split, tags, seed, total, done,
                            status, config_hash, sample_hash, sample_set, created_at, elapsed)
                        VALUES (?, ?, ?, 'naive', 'tiny', 'capitals', 'dev', '["old"]', 7, 3, ?, ?, 'c', 'hash', 1, ?, 1.5)
                        """,
                    arguments: [key, "id\(key)", "e\(key)", key == 1 ? 3 : 0, key == 1 ? "completed" : "pending", key])
                try database.execute(
                    sql: "INSERT INTO experiment_details VALUES (?, '{\"n\":3}', '{}', '{}')", arguments: [key])
            }
            for position in 0..<3 {
                try database.execute(
                    sql: """
                        INSERT INTO predictions VALUES (
                            1, ?, 'answered', '[]', 0.5, NULL, 1, 2, 0, 1, 0, 's', 'none', NULL, NULL, 'q', '[]', 'o',
                            NULL);
                        INSERT INTO scores VALUES (1, ?, 'em', ?, ?)
                        """, arguments: [position, position, position == 0 ? 0 : 0.5, 0])
            }
            for (position, metric) in ["em", "latency.p50", "tokens.total"].enumerated() {
                try database.execute(
                    sql: "INSERT INTO results VALUES (1, ?, ?, 1, ?, NULL, NULL, NULL, 3, 3, 'mean')",
                    arguments: [position, metric, Double(position) + 0.25])
            }
        }
        try queue.close()
    }

    @Test func `Everything is kept, and what lists are sorted by is filled in`() async throws {
        try makeFirstVersion()
        let store = try await SQLiteStore.open(at: file)
        let old = try await store.experiment("id1")
        #expect((old.name, old.done, old.status, old.tags) == ("e1", 3, .completed, ["old"]))
        #expect(old.config == ["n": 3])
        #expect(
            try await store.predictions(of: "id1", .init()).items.map(\.scores) == [
                ["em": 0], ["em": 0.5], ["em": 0.5],
            ])
        for sort in [ExperimentSort.value, .latency, .tokens] {
            #expect(try await store.experiments(.init(sort: sort)).items.map(\.id) == ["id1", "id2"], "\(sort)")
        }
        #expect(
            try await store.scoreTallies(of: "id1") == [ScoreTally(metric: "em", count: 3, sum: 1, sumOfSquares: 0.5)])
        #expect(try await store.leaders().map(\.result.value) == [0.25])
        #expect(try await store.facets().tags == ["old": 2])
    }

    @Test func `The line is empty, takes experiments, and is there at the next opening`() async throws {
        try makeFirstVersion()
        let store = try await SQLiteStore.open(at: file)
        #expect(try await store.queue().isEmpty)
        try await store.enqueue(["id2", "id1"], batch: "b")
        try await store.close()
        let reopened = try await SQLiteStore.open(at: file)
        #expect(try await reopened.queue().map(\.experimentID) == ["id2", "id1"])
    }

    @Test func `Agents' runs that were stored before are counted`() async throws {
        try makeFirstVersion()
        let queue = try DatabaseQueue(path: file.path())
        let trace = """
            {"agent":{"steps":[{"action":{"tool":"search"},"observation":{"success":false,"errorKind":"timeout",
            "isFromTool":true}},{"answer":"x"}],"outcome":{"ending":{"status":"stuck"}}}}
            """
        try await queue.write {
            try $0.execute(sql: "UPDATE predictions SET trace = ? WHERE position < 2", arguments: [trace])
        }
        try queue.close()
        let store = try await SQLiteStore.open(at: file)
        let figures = try await store.agentFigures(of: "id1")
        #expect(figures.endings == ["stuck": 2] && figures.tools == ["search": ["timeout": 2]])
        #expect(try await store.predictions(of: "id1", PredictionQuery(ending: "stuck")).items.map(\.index) == [0, 1])
        #expect(try await store.unfinished(of: "id1").isEmpty)
    }

    @Test func `One that can only be read says that it is too old, and stays as it is`() async throws {
        try makeFirstVersion()
        let before = try Data(contentsOf: file)
        await expectError("store.older-schema") { _ = try await SQLiteStore.open(at: file, readOnly: true) }
        #expect(try Data(contentsOf: file) == before)
    }
}
