import ForgeCore
import GRDB

/// One row of `scores` for each metric that applies to a sample.
enum ScoreRows {
    static func insert(
        _ scores: [String: Double], of key: Int64, position: Int, _ database: Database
    ) throws {
        let statement = try database.cachedStatement(
            sql: "INSERT INTO scores (experiment, position, metric, value, is_correct) VALUES (?, ?, ?, ?, ?)")
        for (metric, value) in scores {
            try statement.execute(arguments: [key, position, StoredText(metric), value, value == 1])
        }
    }

    static func delete(of key: Int64, position: Int, _ database: Database) throws {
        let statement = try database.cachedStatement(sql: "DELETE FROM scores WHERE experiment = ? AND position = ?")
        try statement.execute(arguments: [key, position])
    }

    static func fetch(of key: Int64, positions: [Int], _ database: Database) throws -> [Int: [String: Double]] {
        let statement = try database.cachedStatement(
            sql: """
                SELECT position, metric, value FROM scores
                WHERE experiment = ? AND position IN (SELECT value FROM json_each(?))
                """)
        let rows = try Row.fetchCursor(statement, arguments: [key, positions.jsonText])
        var scores: [Int: [String: Double]] = [:]
        while let row = try rows.next() {
            var column = ColumnReader(row)
            let (position, metric): (Int, String) = (try column.next(), try column.text())
            scores[position, default: [:]][metric] = try column.next(Double.self)
        }
        return scores
    }

    static func tallies(of key: Int64, _ database: Database) throws -> [ScoreTally] {
        let statement = try database.cachedStatement(
            sql: """
                SELECT metric, count, sum, sum_of_squares FROM score_sums WHERE experiment = ? ORDER BY metric
                """)
        return try Row.fetchAll(statement, arguments: [key]).map { row in
            var column = ColumnReader(row)
            return ScoreTally(
                metric: try column.text(), count: try column.next(), sum: try column.next(),
                sumOfSquares: try column.next())
        }
    }
}

extension [Int] {
    /// The numbers as a JSON array: one argument of a statement that can so be cached, however many there are.
    var jsonText: String { "[" + map(String.init).joined(separator: ",") + "]" }
}
