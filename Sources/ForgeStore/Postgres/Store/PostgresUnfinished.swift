import ForgeCore

/// How the progress of unfinished samples lies in `unfinished` and `unfinished_runs`.
enum PostgresUnfinished {
    static func keep(
        _ progress: SampleProgress, of key: Int, position: Int, _ transaction: PostgresTransaction
    ) throws {
        let kept = try transaction.change(
            """
            INSERT INTO unfinished (experiment, position, flags, seconds, state)
            SELECT \(key), \(position), \(PostgresJSON(try JSON.text(progress.flags))), \(progress.seconds),
                \(PostgresJSON(try JSON.text(progress.state)))
            WHERE NOT EXISTS (SELECT 1 FROM predictions WHERE experiment = \(key) AND position = \(position))
            ON CONFLICT (experiment, position) DO UPDATE SET
                flags = excluded.flags, seconds = excluded.seconds, state = excluded.state
            """)
        guard kept == 1, !progress.calls.isEmpty else { return }
        let steps = PostgresArray(progress.calls.map(\.step))
        let calls = PostgresArray(try progress.calls.map { PostgresJSON(try JSON.text($0)) })
        try transaction.run(
            """
            INSERT INTO unfinished_runs (experiment, position, step, call)
            SELECT \(key), \(position), step, call FROM unnest(\(steps), \(calls)) AS given (step, call)
            ON CONFLICT (experiment, position, step) DO UPDATE SET call = excluded.call
            """)
    }

    static func fetch(of key: Int, _ transaction: PostgresTransaction) throws -> [Int: SampleProgress] {
        var found: [Int: SampleProgress] = [:]
        _ = try transaction.map("SELECT position, flags, seconds, state FROM unfinished WHERE experiment = \(key)") {
            let position = try $0.int()
            let flags = try $0.namedList(AnswerFlag.self)
            let seconds = try $0.double()
            found[position] = SampleProgress(state: try $0.jsonValue(), flags: flags, seconds: seconds)
        }
        _ = try transaction.map(
            "SELECT position, call FROM unfinished_runs WHERE experiment = \(key) ORDER BY position, step"
        ) {
            let position = try $0.int()
            found[position]?.calls.append(try $0.json())
        }
        return found
    }
}
