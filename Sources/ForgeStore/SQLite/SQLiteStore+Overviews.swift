package import ForgeCore
import Foundation
import GRDB

extension SQLiteStore {
    package func results(of ids: [String], metrics: [String]?) async throws -> [String: [MetricResult]] {
        var found: [String: [MetricResult]] = [:]
        for id in ids {
            let results = try await results(of: id)
            let wanted = results.enumerated().filter { position, result in
                metrics.map { $0.contains(result.metric) }
                    ?? (position == 0 || ["latency.p50", "tokens.total"].contains(result.metric))
            }.map(\.element)
            if !wanted.isEmpty { found[id] = wanted }
        }
        return found
    }

    package func scoreTallies(of id: String) async throws -> [ScoreTally] {
        try await read { database in
            let key = try ExperimentKey.find(id, database)
            return try Row.fetchAll(
                database,
                sql: """
                    SELECT metric, COUNT(*), SUM(value), SUM(value * value) FROM scores WHERE experiment = ?
                    GROUP BY metric ORDER BY metric
                    """, arguments: [key]
            ).map { row in
                var column = ColumnReader(row)
                return ScoreTally(
                    metric: try column.text(), count: try column.next(), sum: try column.next(),
                    sumOfSquares: try column.next())
            }
        }
    }

    package func outcomes(of id: String, metric: String, range: Range<Int>) async throws -> [SampleOutcome] {
        try await read { database in
            let key = try ExperimentKey.find(id, database)
            return try Row.fetchAll(
                database,
                sql: """
                    SELECT p.position, s.value FROM predictions p LEFT JOIN scores s
                    ON s.experiment = p.experiment AND s.position = p.position AND s.metric = ?
                    WHERE p.experiment = ? AND p.position >= ? AND p.position < ? ORDER BY p.position
                    """, arguments: [StoredText(metric), key, range.lowerBound, range.upperBound]
            ).map { SampleOutcome(index: $0[0], score: $0[1]) }
        }
    }

    package func latencies(of id: String) async throws -> [Double] {
        try await read { database in
            let key = try ExperimentKey.find(id, database)
            return try Double.fetchAll(
                database, sql: "SELECT latency FROM predictions WHERE experiment = ? ORDER BY latency",
                arguments: [key])
        }
    }

    package func facets() async throws -> ExperimentFacets {
        ExperimentFacets()
    }

    package func leaders() async throws -> [DatasetLeader] { [] }

    package func ping() async throws { _ = try await read { try Int.fetchOne($0, sql: "SELECT 1") } }
}
