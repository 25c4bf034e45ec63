import ForgeCore
import GRDB

/// How one number of an experiment's summary lies in `results`.
enum ResultRow {
    static let columns = "r.metric, r.version, r.value, r.low, r.high, r.interval_method, r.scored, r.total, r.unit"

    /// All results of an experiment, the deciding one first.
    static func fetch(of key: Int64, _ database: Database) throws -> [MetricResult] {
        let statement = try database.cachedStatement(
            sql: "SELECT \(columns) FROM results r WHERE experiment = ? ORDER BY position")
        return try Row.fetchAll(statement, arguments: [key]).map { row in
            var column = ColumnReader(row)
            return try decode(&column)
        }
    }

    static func decode(_ column: inout some RowReader) throws -> MetricResult {
        MetricResult(
            metric: try column.text(), version: try column.int(), value: try column.optionalDouble(),
            low: try column.optionalDouble(), high: try column.optionalDouble(), interval: try column.optionalText(),
            scored: try column.int(), total: try column.int(), unit: try column.text())
    }

    /// Puts these results in the place of all that an experiment had, and into the columns that lists are sorted by.
    static func replace(_ results: [MetricResult], of key: Int64, _ database: Database) throws {
        try database.execute(sql: "DELETE FROM results WHERE experiment = ?", arguments: [key])
        for (position, result) in results.enumerated() { try insert(result, of: key, position: position, database) }
        func value(of metric: String) -> Double? { results.first { $0.metric == metric }?.value }
        let statement = try database.cachedStatement(
            sql: "UPDATE experiments SET metric = ?, value = ?, latency = ?, tokens = ? WHERE key = ?")
        try statement.execute(arguments: [
            StoredText(results.first?.metric), results.first?.value, value(of: OverviewMetric.latency),
            value(of: OverviewMetric.tokens), key,
        ])
    }

    private static func insert(_ result: MetricResult, of key: Int64, position: Int, _ database: Database) throws {
        let statement = try database.cachedStatement(
            sql: """
                INSERT INTO results (experiment, position, metric, version, value, low, high, interval_method, scored,
                    total, unit)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """)
        try statement.execute(arguments: [
            key, position, StoredText(result.metric), result.version, result.value, result.low, result.high,
            StoredText(result.interval), result.scored, result.total, StoredText(result.unit),
        ])
    }
}

/// The results that a list of experiments shows beside the deciding one.
enum OverviewMetric {
    static let latency = "latency.p50"
    static let tokens = "tokens.total"
}
