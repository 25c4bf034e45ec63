import ForgeCore
import GRDB

/// How the progress of an unfinished sample lies in `unfinished` and `unfinished_runs`.
enum UnfinishedRow {
    static func keep(_ progress: SampleProgress, of key: Int64, position: Int, _ database: Database) throws {
        let statement = try database.cachedStatement(
            sql: """
                INSERT INTO unfinished (experiment, position, flags, seconds, state)
                SELECT :key, :position, :flags, :seconds, :state WHERE NOT EXISTS (
                    SELECT 1 FROM predictions WHERE experiment = :key AND position = :position)
                ON CONFLICT (experiment, position) DO UPDATE SET
                    flags = excluded.flags, seconds = excluded.seconds, state = excluded.state
                """)
        try statement.execute(arguments: [
            "key": key, "position": position, "flags": try JSON.text(progress.flags), "seconds": progress.seconds,
            "state": try JSON.text(progress.state),
        ])
        guard database.changesCount == 1 else { return }
        let adding = try database.cachedStatement(
            sql: """
                INSERT INTO unfinished_runs (experiment, position, step, call) VALUES (?, ?, ?, ?)
                ON CONFLICT (experiment, position, step) DO UPDATE SET call = excluded.call
                """)
        for call in progress.calls {
            try adding.execute(arguments: [key, position, call.step, try JSON.text(call)])
        }
    }

    static func fetch(of key: Int64, _ database: Database) throws -> [Int: SampleProgress] {
        var found: [Int: SampleProgress] = [:]
        let rows = try Row.fetchCursor(
            database, sql: "SELECT position, flags, seconds, state FROM unfinished WHERE experiment = ?",
            arguments: [key])
        while let row = try rows.next() {
            var column = ColumnReader(row)
            let position: Int = try column.next()
            let flags = try column.namedList(AnswerFlag.self)
            let seconds: Double = try column.next()
            found[position] = SampleProgress(state: try column.jsonValue(), flags: flags, seconds: seconds)
        }
        let calls = try Row.fetchCursor(
            database,
            sql: "SELECT position, call FROM unfinished_runs WHERE experiment = ? ORDER BY position, step",
            arguments: [key])
        while let row = try calls.next() {
            var column = ColumnReader(row)
            let position: Int = try column.next()
            found[position]?.calls.append(try column.json())
        }
        return found
    }

    /// - Parameter position: nil for all.
    static func delete(of key: Int64, position: Int?, _ database: Database) throws {
        let statement = try database.cachedStatement(
            sql: "DELETE FROM unfinished WHERE experiment = ?1\(position == nil ? "" : " AND position = ?2")")
        if let position {
            try statement.execute(arguments: [key, position])
        } else {
            try statement.execute(arguments: [key])
        }
    }
}
