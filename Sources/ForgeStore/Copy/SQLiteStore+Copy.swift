import ForgeCore
import Foundation
import GRDB

extension SQLiteStore: CopyableStore {
    package func copyPort() -> CopyPort {
        CopyPort(
            place: path,
            rows: { table, last in try await read { try Self.rows(of: table, after: last, $0) } },
            count: { table in
                try await read { try Int.fetchOne($0, sql: "SELECT COUNT(*) FROM \(table.name)") ?? 0 }
            },
            add: { rows, table, mark in try await write { try Self.add(rows, to: table, mark, $0) } },
            marks: { try await read { try Self.marks($0) } },
            finish: { try await write { try $0.execute(sql: "DROP TABLE IF EXISTS \(CopyNotes.table)") } },
            held: { try await read { try Self.held($0) } })
    }

    private static func rows(
        of table: StoredTable, after last: [StoredValue]?, _ database: Database
    ) throws -> [[StoredValue]] {
        let places = table.key.map { _ in "?" }.joined(separator: ", ")
        let condition = last == nil ? "" : "WHERE (\(table.keyList)) > (\(places))"
        let statement = try database.cachedStatement(
            sql: """
                SELECT \(table.columnList) FROM \(table.name) \(condition) ORDER BY \(table.keyList)
                LIMIT \(table.batch)
                """)
        return try Row.fetchAll(statement, arguments: StatementArguments((last ?? []).map(argument))).map { row in
            var column = ColumnReader(row)
            return try table.columns.map { try StoredValue($0.kind, from: &column) }
        }
    }

    private static func add(
        _ rows: [[StoredValue]], to table: StoredTable, _ mark: CopyMark, _ database: Database
    ) throws {
        let places = table.columns.map { _ in "?" }.joined(separator: ", ")
        let statement = try database.cachedStatement(
            sql: "INSERT INTO \(table.name) (\(table.columnList)) VALUES (\(places))")
        for row in rows { try statement.execute(arguments: StatementArguments(row.map(argument))) }
        try database.execute(
            sql: "CREATE TABLE IF NOT EXISTS \(CopyNotes.table) (name TEXT PRIMARY KEY, mark TEXT NOT NULL)")
        try database.execute(
            sql: "INSERT OR REPLACE INTO \(CopyNotes.table) (name, mark) VALUES (?, ?)",
            arguments: [table.name, try JSON.text(mark)])
    }

    private static func argument(_ value: StoredValue) -> (any DatabaseValueConvertible)? {
        switch value {
        case .null: nil
        case .whole(let number): number
        case .real(let number): number
        case .text(let text): StoredText(text)
        }
    }

    private static func marks(_ database: Database) throws -> [CopyMark] {
        guard try database.tableExists(CopyNotes.table) else { return [] }
        return try String.fetchAll(database, sql: "SELECT mark FROM \(CopyNotes.table)").map {
            try JSON.decode(from: $0)
        }
    }

    private static func held(_ database: Database) throws -> [String] {
        try Row.fetchAll(
            database,
            sql: """
                SELECT e.id, c.pid, c.heartbeat_at FROM claims c JOIN experiments e ON e.key = c.experiment
                """
        ).compactMap { row in
            var column = ColumnReader(row)
            let (id, pid) = (try column.text(), try column.int())
            let age = Date().timeIntervalSince(try column.date())
            return ClaimRule.isRecent(age) && ProcessTable.isRunning(pid) ? id : nil
        }
    }
}
