package import ForgeCore
import Foundation
import GRDB

extension SQLiteStore {
    package func results(of ids: [String], metrics: [String]?) async throws -> [String: [MetricResult]] {
        let wanted = try metrics.map { "r.metric IN (SELECT value FROM json_each(\(try JSON.text($0))))" as SQL }
        let shown: SQL = "r.position = 0 OR r.metric IN (\(OverviewMetric.latency), \(OverviewMetric.tokens))"
        let request: SQLRequest<Row> = """
            SELECT e.id, \(sql: ResultRow.columns) FROM experiments e JOIN results r ON r.experiment = e.key
            WHERE e.id IN (SELECT value FROM json_each(\(try JSON.text(ids)))) AND (\(wanted ?? shown))
            ORDER BY e.key, r.position
            """
        return try await read { database in
            let rows = try request.fetchCursor(database)
            var results: [String: [MetricResult]] = [:]
            while let row = try rows.next() {
                var column = ColumnReader(row)
                results[try column.text(), default: []].append(try ResultRow.decode(&column))
            }
            return results
        }
    }

    package func scoreTallies(of id: String) async throws -> [ScoreTally] {
        try await read { try ScoreRows.tallies(of: ExperimentKey.find(id, $0), $0) }
    }

    package func outcomes(of id: String, metric: String, range: Range<Int>) async throws -> [SampleOutcome] {
        try await read { database in
            let key = try ExperimentKey.find(id, database)
            let rows = try Row.fetchCursor(
                database,
                sql: """
                    SELECT p.position, s.value FROM predictions p LEFT JOIN scores s
                    ON s.experiment = p.experiment AND s.position = p.position AND s.metric = ?
                    WHERE p.experiment = ? AND p.position >= ? AND p.position < ? ORDER BY p.position
                    """, arguments: [StoredText(metric), key, range.lowerBound, range.upperBound])
            var outcomes: [SampleOutcome] = []
            while let row = try rows.next() { outcomes.append(SampleOutcome(index: row[0], score: row[1])) }
            return outcomes
        }
    }

    package func failures(of id: String) async throws -> [FailureCount] {
        try await read { database in
            let key = try ExperimentKey.find(id, database)
            return try Row.fetchAll(
                database,
                sql: """
                    SELECT error, COUNT(*) FROM predictions WHERE experiment = ? AND status = 'failed'
                    GROUP BY error ORDER BY MIN(position)
                    """, arguments: [key]
            ).map { row in
                var column = ColumnReader(row)
                return FailureCount(error: try column.optionalText(), count: try column.int())
            }
        }
    }

    package func latencies(of id: String) async throws -> [Double] {
        try await read { database in
            let key = try ExperimentKey.find(id, database)
            // There is an index of the latencies and one of the few that failed, none of those that were answered.
            return try Double.fetchAll(
                database,
                sql: """
                    SELECT latency FROM predictions WHERE experiment = :key AND position NOT IN (
                        SELECT position FROM predictions WHERE experiment = :key AND status = 'failed')
                    ORDER BY latency
                    """, arguments: ["key": key])
        }
    }

    package func agentFigures(of id: String) async throws -> AgentFigures {
        try await read { try AgentCounts.fetch(of: ExperimentKey.find(id, $0), $0) }
    }

    package func facets() async throws -> ExperimentFacets { try await read { try Facets.fetch($0) } }

    package func leaders() async throws -> [DatasetLeader] { try await read { try Leaders.fetch($0) } }

    package func ping() async throws {
        // An open file that was deleted can still be read and written; all of it is lost with the last connection.
        guard FileManager.default.fileExists(atPath: path) else { throw StoreError.gone(path) }
        _ = try await read { try Int.fetchOne($0, sql: "SELECT COUNT(*) FROM migrations") }
    }
}
