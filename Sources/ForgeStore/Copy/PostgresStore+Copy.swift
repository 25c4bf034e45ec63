import ForgeCore

extension PostgresStore: CopyableStore {
    package func copyPort() -> CopyPort { copyPort(reading: self) }

    /// The same of one moment: what is written meanwhile does no harm.
    func copyPort(of snapshot: PostgresSnapshot) -> CopyPort {
        var port = copyPort(reading: snapshot)
        port.held = { [] }
        return port
    }

    private func copyPort(reading view: some PostgresReading) -> CopyPort {
        CopyPort(
            place: address.description,
            rows: { table, last in try await view.read { try Self.rows(of: table, after: last, $0) } },
            count: { table in
                try await view.read { transaction in
                    var row = try transaction.first("SELECT COUNT(*) FROM \(sql: table.name)")
                    return try row?.int() ?? 0
                }
            },
            add: { rows, table, mark in try await write { try Self.add(rows, to: table, mark, $0) } },
            marks: { try await view.read { try Self.marks($0) } },
            finish: { try await write { try Self.finish($0) } }, held: { try await view.read { try Self.held($0) } })
    }

    private static func rows(
        of table: StoredTable, after last: [StoredValue]?, _ transaction: PostgresTransaction
    ) throws -> [[StoredValue]] {
        let values = (last ?? []).map(bound).joined(separator: ", ")
        let condition: BoundSQL = last == nil ? "" : "WHERE (\(sql: table.keyList)) > (\(values))"
        return try transaction.map(
            """
            SELECT \(sql: table.columnList) FROM \(sql: table.name) \(condition) ORDER BY \(sql: table.keyList)
            LIMIT \(table.batch)
            """
        ) { column in try table.columns.map { try StoredValue($0.kind, from: &column) } }
    }

    private static func bound(_ value: StoredValue) -> BoundSQL {
        switch value {
        case .null: "NULL"
        case .whole(let number): "\(number)"
        case .real(let number): "\(number)"
        case .text(let text): "\(text)"
        }
    }

    /// One array for each column, however many rows there are.
    private static func add(
        _ rows: [[StoredValue]], to table: StoredTable, _ mark: CopyMark, _ transaction: PostgresTransaction
    ) throws {
        let arrays = table.columns.enumerated().map { index, column -> BoundSQL in
            let values = rows.map { $0[index] }
            return switch column.kind {
            case .whole: "\(PostgresArray(optional: values.map(\.int)))"
            case .real: "\(PostgresArray(optional: values.map(\.double)))"
            case .text: "\(PostgresArray(optional: values.map(\.string)))"
            case .json: "\(PostgresArray(optional: values.map { $0.string.map { PostgresJSON($0) } }))"
            case .truth: "\(PostgresArray(optional: values.map { $0.int.map { $0 == 1 } }))"
            }
        }
        try transaction.run([
            """
            INSERT INTO \(sql: table.name) (\(sql: table.columnList))
            SELECT * FROM unnest(\(arrays.joined(separator: ", ")))
            """,
            """
            CREATE TABLE IF NOT EXISTS \(sql: CopyNotes.table) (
                name TEXT COLLATE "C" PRIMARY KEY, mark JSONB NOT NULL)
            """,
        ])
        try transaction.run(
            """
            INSERT INTO \(sql: CopyNotes.table) (name, mark)
            VALUES (\(table.name), \(PostgresJSON(try JSON.text(mark))))
            ON CONFLICT (name) DO UPDATE SET mark = excluded.mark
            """)
    }

    private static func marks(_ transaction: PostgresTransaction) throws -> [CopyMark] {
        var row = try transaction.first("SELECT to_regclass(\(CopyNotes.table)) IS NOT NULL")
        guard try row?.truth() == true else { return [] }
        return try transaction.map("SELECT mark FROM \(sql: CopyNotes.table)") { try $0.json() }
    }

    /// New rows get numbers behind those that were copied.
    private static func finish(_ transaction: PostgresTransaction) throws {
        for (table, column) in [("sample_sets", "key"), ("experiments", "key"), ("queue", "ticket")] {
            try transaction.run(
                """
                SELECT setval(pg_get_serial_sequence(\(table), \(column)), MAX(\(sql: column)))
                FROM \(sql: table) HAVING MAX(\(sql: column)) IS NOT NULL
                """)
        }
        try transaction.run("DROP TABLE IF EXISTS \(sql: CopyNotes.table)")
        // Of our tables alone: a whole database may hold much more.
        let tables = StoredTable.all.map(\.name).joined(separator: ", ")
        try transaction.run("ANALYZE \(sql: tables)")
    }

    private static func held(_ transaction: PostgresTransaction) throws -> [String] {
        try transaction.map(
            """
            SELECT e.id FROM claims c JOIN experiments e ON e.key = c.experiment
            WHERE \(sql: PostgresClaim.isRecent)
            """
        ) { try $0.text() }
    }
}
