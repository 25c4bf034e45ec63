extension Migration {
    /// Experiments with their samples, predictions, model calls, scores and results.
    ///
    /// - Dates are integers: milliseconds since 1970. Lists and free-form values are JSON text.
    /// - The large, rarely filtered texts of an experiment lie in `experiment_details`, so that a list of 10,000
    ///   experiments scans a few megabytes.
    /// - In `predictions` the short columns come before the texts: SQLite reads a row from its start.
    /// - `scores_by_correctness` answers "right or wrong by this metric" in sample order and counts it without
    ///   touching a prediction. `is_correct` (value = 1) is a column of its own because SQLite's planner passes over
    ///   an index on the expression: 33,000 of 100,000 were counted in 1 ms instead of 15.
    /// - The partial indexes hold only the few flagged and failed predictions.
    static let experiments = Migration(
        name: "0001-experiments",
        sqlite: """
            CREATE TABLE sample_sets (
                key INTEGER PRIMARY KEY,
                content_hash TEXT NOT NULL UNIQUE
            );
            CREATE TABLE samples (
                sample_set INTEGER NOT NULL REFERENCES sample_sets (key),
                position INTEGER NOT NULL,
                sample TEXT NOT NULL,
                PRIMARY KEY (sample_set, position)
            );

            CREATE TABLE experiments (
                key INTEGER PRIMARY KEY,
                id TEXT NOT NULL UNIQUE,
                name TEXT NOT NULL,
                method TEXT NOT NULL,
                model TEXT NOT NULL,
                dataset TEXT NOT NULL,
                split TEXT NOT NULL,
                tags TEXT NOT NULL,
                seed INTEGER NOT NULL,
                total INTEGER NOT NULL,
                done INTEGER NOT NULL DEFAULT 0,
                calls INTEGER NOT NULL DEFAULT 0,
                status TEXT NOT NULL,
                error TEXT,
                config_hash TEXT NOT NULL,
                sample_hash TEXT NOT NULL,
                sample_set INTEGER NOT NULL REFERENCES sample_sets (key),
                created_at INTEGER NOT NULL,
                started_at INTEGER,
                finished_at INTEGER,
                deleted_at INTEGER,
                elapsed REAL NOT NULL
            );
            CREATE INDEX experiments_by_creation ON experiments (created_at, key) WHERE deleted_at IS NULL;
            CREATE INDEX experiments_by_name ON experiments (name);
            CREATE TABLE experiment_details (
                experiment INTEGER PRIMARY KEY REFERENCES experiments (key),
                config TEXT NOT NULL,
                provenance TEXT NOT NULL,
                sample_origin TEXT NOT NULL
            );
            CREATE TABLE claims (
                experiment INTEGER PRIMARY KEY REFERENCES experiments (key),
                host TEXT NOT NULL,
                pid INTEGER NOT NULL,
                token TEXT NOT NULL,
                heartbeat_at INTEGER NOT NULL
            );

            CREATE TABLE predictions (
                experiment INTEGER NOT NULL REFERENCES experiments (key),
                position INTEGER NOT NULL,
                status TEXT NOT NULL,
                flags TEXT NOT NULL,
                latency REAL NOT NULL,
                time_to_first_token REAL,
                input_tokens INTEGER NOT NULL,
                output_tokens INTEGER NOT NULL,
                cached_tokens INTEGER NOT NULL,
                calls INTEGER NOT NULL,
                finished_at INTEGER NOT NULL,
                sample_id TEXT NOT NULL,
                answer_source TEXT NOT NULL,
                error TEXT,
                answer TEXT,
                question TEXT NOT NULL,
                golds TEXT NOT NULL,
                output TEXT NOT NULL,
                trace TEXT,
                PRIMARY KEY (experiment, position)
            );
            CREATE INDEX predictions_by_latency ON predictions (experiment, latency, position);
            CREATE INDEX predictions_flagged ON predictions (experiment, position, flags) WHERE flags <> '[]';
            CREATE INDEX predictions_failed ON predictions (experiment, position) WHERE status = 'failed';

            CREATE TABLE scores (
                experiment INTEGER NOT NULL,
                position INTEGER NOT NULL,
                metric TEXT NOT NULL,
                value REAL NOT NULL,
                is_correct INTEGER NOT NULL,
                PRIMARY KEY (experiment, position, metric),
                FOREIGN KEY (experiment, position) REFERENCES predictions (experiment, position)
            ) WITHOUT ROWID;
            CREATE INDEX scores_by_correctness ON scores (experiment, metric, is_correct, position);

            CREATE TABLE runs (
                experiment INTEGER NOT NULL,
                position INTEGER NOT NULL,
                step INTEGER NOT NULL,
                purpose TEXT NOT NULL,
                engine TEXT NOT NULL,
                input_tokens INTEGER NOT NULL,
                output_tokens INTEGER NOT NULL,
                cached_tokens INTEGER NOT NULL,
                finish_reason TEXT NOT NULL,
                latency REAL NOT NULL,
                time_to_first_token REAL NOT NULL,
                queue_time REAL NOT NULL,
                memory INTEGER,
                started_at INTEGER NOT NULL,
                prompt TEXT NOT NULL,
                output TEXT NOT NULL,
                PRIMARY KEY (experiment, position, step),
                FOREIGN KEY (experiment, position) REFERENCES predictions (experiment, position)
            );

            CREATE TABLE results (
                experiment INTEGER NOT NULL REFERENCES experiments (key),
                position INTEGER NOT NULL,
                metric TEXT NOT NULL,
                version INTEGER NOT NULL,
                value REAL,
                low REAL,
                high REAL,
                interval_method TEXT,
                scored INTEGER NOT NULL,
                total INTEGER NOT NULL,
                unit TEXT NOT NULL,
                PRIMARY KEY (experiment, position)
            ) WITHOUT ROWID;
            """,
        postgres: PostgresSchema.experiments)
}
