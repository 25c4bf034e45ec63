extension Migration {
    /// What lists sort, count and compare by, so that neither 10,000 experiments nor their results are read for a page.
    ///
    /// - `metric`, `value`, `latency` and `tokens` repeat what `results` says: its first row, `latency.p50` and
    ///   `tokens.total`. `ResultRow.replace` keeps them right.
    /// - Every order of the list has its index. Most end with `key` by themselves: SQLite adds the row number. All leave
    ///   out deleted experiments, so in SQLite they also count what the filters offer.
    static let overviews = Migration(
        name: "0003-overviews",
        sqlite: """
            ALTER TABLE experiments ADD COLUMN metric TEXT;
            ALTER TABLE experiments ADD COLUMN value REAL;
            ALTER TABLE experiments ADD COLUMN latency REAL;
            ALTER TABLE experiments ADD COLUMN tokens REAL;
            UPDATE experiments SET
                (metric, value) = (
                    SELECT r.metric, r.value FROM results r WHERE r.experiment = experiments.key AND r.position = 0),
                latency = (
                    SELECT r.value FROM results r WHERE r.experiment = experiments.key AND r.metric = 'latency.p50'),
                tokens = (
                    SELECT r.value FROM results r WHERE r.experiment = experiments.key AND r.metric = 'tokens.total');

            CREATE INDEX experiments_sorted_by_name ON experiments (name COLLATE NOCASE) WHERE deleted_at IS NULL;
            CREATE INDEX experiments_by_finish ON experiments (finished_at) WHERE deleted_at IS NULL;
            CREATE INDEX experiments_by_value ON experiments (value) WHERE deleted_at IS NULL;
            CREATE INDEX experiments_by_latency ON experiments (latency) WHERE deleted_at IS NULL;
            CREATE INDEX experiments_by_tokens ON experiments (tokens) WHERE deleted_at IS NULL;
            CREATE INDEX experiments_by_samples ON experiments (total) WHERE deleted_at IS NULL;
            CREATE INDEX experiments_by_method ON experiments (method) WHERE deleted_at IS NULL;
            CREATE INDEX experiments_by_model ON experiments (model) WHERE deleted_at IS NULL;
            CREATE INDEX experiments_by_dataset ON experiments (dataset) WHERE deleted_at IS NULL;
            CREATE INDEX experiments_by_status ON experiments (status) WHERE deleted_at IS NULL;
            CREATE INDEX experiments_by_tags ON experiments (tags) WHERE deleted_at IS NULL;
            CREATE INDEX experiments_that_compete ON experiments (dataset, sample_set, total, metric, value DESC)
                WHERE deleted_at IS NULL AND status = 'completed' AND value IS NOT NULL;
            """,
        postgres: PostgresSchema.overviews)
}
