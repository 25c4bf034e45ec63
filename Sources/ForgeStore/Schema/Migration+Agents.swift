extension Migration {
    /// What agents need: a place for what unfinished samples have reached, and figures of finished runs.
    ///
    /// - `unfinished` holds a sample's state and is rewritten with every step; its calls are rows of their own, so that a
    ///   step writes only its own prompt.
    /// - `ending` is read from the trace by SQLite itself, so that no writer of traces can forget it; the index holds
    ///   agents' predictions only.
    /// - `tool_calls` counts by the kind of error, the empty one for success. A trigger keeps it.
    static let agents = Migration(
        name: "0005-agents",
        sqlite: """
            CREATE TABLE unfinished (
                experiment INTEGER NOT NULL REFERENCES experiments (key),
                position INTEGER NOT NULL,
                flags TEXT NOT NULL,
                seconds REAL NOT NULL,
                state TEXT NOT NULL,
                PRIMARY KEY (experiment, position)
            );
            CREATE TABLE unfinished_runs (
                experiment INTEGER NOT NULL,
                position INTEGER NOT NULL,
                step INTEGER NOT NULL,
                call TEXT NOT NULL,
                PRIMARY KEY (experiment, position, step),
                FOREIGN KEY (experiment, position) REFERENCES unfinished (experiment, position) ON DELETE CASCADE
            );

            ALTER TABLE predictions ADD COLUMN ending TEXT
                GENERATED ALWAYS AS (json_extract(trace, '$.agent.outcome.ending.status')) VIRTUAL;
            CREATE INDEX predictions_by_ending ON predictions (experiment, ending, position) WHERE ending IS NOT NULL;

            CREATE TABLE tool_calls (
                experiment INTEGER NOT NULL REFERENCES experiments (key),
                tool TEXT NOT NULL,
                error_kind TEXT NOT NULL,
                count INTEGER NOT NULL,
                PRIMARY KEY (experiment, tool, error_kind)
            ) WITHOUT ROWID;
            INSERT INTO tool_calls (experiment, tool, error_kind, count)
                SELECT p.experiment, \(tool), \(errorKind), COUNT(*)
                FROM predictions p, json_each(p.trace, '$.agent.steps') AS s
                WHERE p.trace IS NOT NULL AND \(isCall) GROUP BY 1, 2, 3;
            CREATE TRIGGER agent_stored AFTER INSERT ON predictions WHEN NEW.ending IS NOT NULL BEGIN
                INSERT INTO tool_calls (experiment, tool, error_kind, count)
                SELECT NEW.experiment, \(tool), \(errorKind), COUNT(*) FROM json_each(NEW.trace, '$.agent.steps') AS s
                WHERE \(isCall) GROUP BY 1, 2, 3
                ON CONFLICT (experiment, tool, error_kind) DO UPDATE SET count = count + excluded.count;
            END;
            """,
        postgres: PostgresSchema.agents)

    private static let tool = "json_extract(s.value, '$.action.tool')"
    /// A failure without a kind still is one.
    private static let errorKind = """
        IIF(json_extract(s.value, '$.observation.success'), '',
            COALESCE(json_extract(s.value, '$.observation.errorKind'), 'unavailable'))
        """
    private static let isCall =
        "json_extract(s.value, '$.observation.isFromTool') AND \(tool) IS NOT NULL"
}
