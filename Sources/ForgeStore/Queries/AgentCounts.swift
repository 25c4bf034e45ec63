import ForgeCore
import GRDB

/// Counts how agents' runs ended and what their tools answered, from an index and a table of sums.
enum AgentCounts {
    static func fetch(of key: Int64, _ database: Database) throws -> AgentFigures {
        var figures = AgentFigures()
        let endings = try Row.fetchCursor(
            database,
            sql: """
                SELECT ending, COUNT(*) FROM predictions WHERE experiment = ? AND ending IS NOT NULL GROUP BY ending
                """, arguments: [key])
        while let row = try endings.next() {
            var column = ColumnReader(row)
            figures.endings[try column.text()] = try column.next(Int.self)
        }
        let calls = try Row.fetchCursor(
            database, sql: "SELECT tool, error_kind, count FROM tool_calls WHERE experiment = ?", arguments: [key])
        while let row = try calls.next() {
            var column = ColumnReader(row)
            let (tool, kind) = (try column.text(), try column.text())
            figures.tools[tool, default: [:]][kind] = try column.next(Int.self)
        }
        return figures
    }
}
