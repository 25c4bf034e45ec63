import ForgeCore
import GRDB

/// How one number of an experiment's summary lies in `results`.
enum ResultRow {
    static let select = """
        SELECT metric, version, value, low, high, interval_method, scored, total, unit FROM results
        """

    static func decode(_ row: Row) throws -> MetricResult {
        var column = ColumnReader(row)
        return MetricResult(
            metric: try column.text(), version: try column.next(), value: try column.optional(),
            low: try column.optional(), high: try column.optional(), interval: try column.optionalText(),
            scored: try column.next(), total: try column.next(), unit: try column.text())
    }

    static func insert(_ result: MetricResult, of key: Int64, position: Int, _ database: Database) throws {
        try database.execute(
            sql: """
                INSERT INTO results (experiment, position, metric, version, value, low, high, interval_method, scored,
                    total, unit)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                key, position, StoredText(result.metric), result.version, result.value, result.low, result.high,
                StoredText(result.interval), result.scored, result.total, StoredText(result.unit),
            ])
    }
}
