import ForgeCore
import ForgeTesting
import Foundation
import Testing

@testable import ForgeStore

/// How long the lists are; 0 unless somebody asks for it.
enum LoadSize {
    static let experiments = number("FORGE_LOAD_EXPERIMENTS")
    static let predictions = number("FORGE_LOAD_PREDICTIONS")

    private static func number(_ name: String) -> Int {
        ProcessInfo.processInfo.environment[name].flatMap { Int($0) } ?? 0
    }
}

/// Lists with millions of rows. Takes minutes and gigabytes, so it runs only when asked: `scripts/test-load.sh`.
@Suite(.enabled(if: LoadSize.experiments > 0 && PostgresServer.isInstalled), .timeLimit(.minutes(120)))
struct LongListTests {
    private static let chunk = 250_000
    private static let repetitions = 15
    /// Milliseconds, of the slowest of a page's repetitions but one.
    private static let bound = 100.0

    @Test func `A page in the middle and one at the end take no longer than the first behind the count`() async throws {
        let server = try PostgresServer()
        let store = try await PostgresStore.open(PostgresAddress(server.freshURL()))
        var fixture = try StoredFixture(count: 1)
        fixture.experiment.total = max(1, LoadSize.predictions)
        try await fixture.store(in: store)
        try await withoutIndexes(of: "experiments", store) { try await fillExperiments(store) }
        try await fillPredictions(store, of: fixture.experiment.id)
        try await store.write { transaction in
            transaction.allow(3600)
            try transaction.run("ANALYZE")
        }
        for sort in ExperimentSort.allCases { try await measure(sort, store) }
        try await measurePredictions(fixture.experiment.id, store)
        try await store.close()
    }

    // MARK: Filling

    private func inChunks(_ count: Int, _ body: (Range<Int>) async throws -> Void) async throws {
        for start in stride(from: 0, to: count, by: Self.chunk) {
            try await body(start..<min(count, start + Self.chunk))
        }
    }

    /// Rows come many times as fast into a table without indexes, and an index of all of them is made in one sort.
    private func withoutIndexes(of table: String, _ store: PostgresStore, _ body: () async throws -> Void) async throws
    {
        let indexes = try await store.read { transaction in
            try transaction.map(
                """
                SELECT indexname, indexdef FROM pg_indexes
                WHERE tablename = \(table) AND indexname NOT IN (SELECT conname FROM pg_constraint)
                """
            ) { (name: try $0.text(), definition: try $0.text()) }
        }
        #expect(indexes.count > 5)
        try await store.write { transaction in
            for index in indexes { try transaction.script("DROP INDEX \(index.name)") }
        }
        try await body()
        let start = ContinuousClock.now
        for index in indexes {
            try await store.write { transaction in
                transaction.allow(3600)
                try transaction.script("SET LOCAL maintenance_work_mem = '512MB'; \(index.definition)")
            }
        }
        print("\(indexes.count) indexes in \(start.duration(to: .now))")
    }

    private func fillExperiments(_ store: PostgresStore) async throws {
        let start = ContinuousClock.now
        try await inChunks(LoadSize.experiments) { range in
            try await store.write { transaction in
                transaction.allow(3600)
                try transaction.run(
                    """
                    INSERT INTO experiments (
                        id, name, method, model, dataset, split, tags, seed, total, done, calls, status, config_hash,
                        sample_hash, sample_set, created_at, started_at, finished_at, elapsed, metric, value, latency,
                        tokens)
                    SELECT lpad(to_hex(i), 12, '0'), 'load ' || (i * 7919 % 1000003),
                        (ARRAY['naive', 'cot', 'rag', 'react'])[1 + i % 4], 'model-' || i % 50, 'data-' || i % 20, 'dev',
                        '["load"]', 0, 1 + i % 500, 1 + i % 500, 0, (ARRAY['completed', 'stopped'])[1 + (i % 10) / 9],
                        'c', s.content_hash, s.key, 1700000000000 + i * 100, 1700000000000 + i * 100,
                        CASE WHEN i % 10 < 9 THEN 1700000000000 + (i * 7919 % 1000003) * 100 END, 1, 'em.squad',
                        CASE WHEN i % 10 < 9 THEN random() END, random(), i * 31 % 100000
                    FROM generate_series(\(range.lowerBound + 1)::bigint, \(range.upperBound)::bigint) i,
                        (SELECT key, content_hash FROM sample_sets LIMIT 1) s
                    """)
            }
        }
        print("\(LoadSize.experiments) experiments in \(start.duration(to: .now))")
    }

    private func fillPredictions(_ store: PostgresStore, of id: String) async throws {
        let start = ContinuousClock.now
        try await inChunks(LoadSize.predictions) { range in
            try await store.write { transaction in
                transaction.allow(3600)
                let key = try PostgresExperiments.key(of: id, transaction)
                let numbers: BoundSQL =
                    "generate_series(\(range.lowerBound)::bigint, \(range.upperBound - 1)::bigint) i"
                try transaction.run([
                    """
                    INSERT INTO predictions (
                        experiment, position, status, flags, latency, input_tokens, output_tokens, cached_tokens, calls,
                        finished_at, sample_id, answer_source, answer, question, golds, output)
                    SELECT \(key), i, CASE WHEN i % 1000 = 7 THEN 'failed' ELSE 'answered' END,
                        CASE WHEN i % 50 = 3 THEN '["truncated"]'::jsonb ELSE '[]'::jsonb END, random(), 20, 5, 0, 1,
                        1700000000000 + i, 's' || i, 'answer-marker', 'City ' || i, 'Capital of country ' || i || '?',
                        '["City"]', 'Answer: City ' || i
                    FROM \(numbers)
                    """,
                    """
                    INSERT INTO scores (experiment, position, metric, value, is_correct)
                    SELECT \(key), i, 'em.squad', i % 2, i % 2 = 1 FROM \(numbers)
                    """,
                    "UPDATE experiments SET done = \(range.upperBound) WHERE key = \(key)",
                ])
            }
        }
        print("\(LoadSize.predictions) predictions in \(start.duration(to: .now))")
    }

    // MARK: Measuring

    private func measure(_ sort: ExperimentSort, _ store: PostgresStore) async throws {
        let query = ExperimentQuery(hasDetails: false, sort: sort, limit: 50)
        let first = try await time { _ = try await store.experiments(query) }
        var figures = ["\(sort.rawValue): first with count \(first.text)"]
        for (name, place) in [("middle", LoadSize.experiments / 2), ("last", LoadSize.experiments - 60)] {
            var later = query
            later.cursor = try await cursor(at: place, query, store)
            let page = try await store.experiments(later)
            #expect(page.items.count >= 40 && page.total == LoadSize.experiments + 1, "\(sort) \(name)")
            let times = try await time { [later] in _ = try await store.experiments(later) }
            figures.append("\(name) \(times.text)")
            #expect(times.most < Self.bound, "\(sort) \(name)")
        }
        print(figures.joined(separator: ", "))
    }

    /// As the page that ends there would have given it.
    private func cursor(at place: Int, _ query: ExperimentQuery, _ store: PostgresStore) async throws -> String {
        try await store.read { transaction in
            transaction.allow(600)
            let order = PostgresExperimentOrder(query)
            let rows = try transaction.map(
                """
                SELECT key, \(order.value) FROM experiments WHERE deleted_at IS NULL
                ORDER BY \(order.terms) LIMIT 1 OFFSET \(place)
                """
            ) { (key: try $0.int(), value: try order.kind.read(&$0)) }
            guard let row = rows.first else { throw StoreError.invalid("there is no row \(place)") }
            return try Cursor(
                sort: order.name, key: row.value, tie: Int64(row.key), total: LoadSize.experiments + 1
            ).text()
        }
    }

    private func measurePredictions(_ id: String, _ store: PostgresStore) async throws {
        guard LoadSize.predictions > 1000 else { return }
        let queries: [(String, PredictionQuery)] = [
            ("by question", PredictionQuery(limit: 50)), ("slowest", PredictionQuery(sort: .slowest, limit: 50)),
            ("incorrect", PredictionQuery(metric: "em.squad", correct: false, limit: 50)),
            ("failed", PredictionQuery(status: .failed, limit: 50)),
            ("flagged", PredictionQuery(flag: .truncated, limit: 50)),
        ]
        for (name, query) in queries {
            let first = try await time { _ = try await store.predictions(of: id, query) }
            var figures = ["predictions \(name): first \(first.text)"]
            for (place, position) in [("middle", LoadSize.predictions / 2), ("last", LoadSize.predictions - 2000)] {
                var later = query
                let key = query.sort == .slowest ? (place == "middle" ? 0.5 : 0.0005) : 0
                later.cursor = try Cursor(
                    sort: query.sort.rawValue, key: key, tie: Int64(position), total: nil
                ).text()
                let times = try await time { [later] in _ = try await store.predictions(of: id, later) }
                figures.append("\(place) \(times.text)")
            }
            print(figures.joined(separator: ", "))
        }
    }

    private struct Times {
        var median: Double
        var most: Double
        var text: String { String(format: "%.1f (%.1f) ms", median, most) }
    }

    private func time(_ body: () async throws -> Void) async throws -> Times {
        var times: [Double] = []
        for _ in 0..<Self.repetitions {
            let start = ContinuousClock.now
            try await body()
            times.append(start.duration(to: .now).seconds * 1000)
        }
        times.sort()
        return Times(median: times[times.count / 2], most: times[times.count - 2])
    }
}
