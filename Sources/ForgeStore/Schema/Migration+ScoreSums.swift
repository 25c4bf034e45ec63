extension Migration {
    /// What running results are made from: adding up the 80,000 scores of 20,000 samples took 25 ms each time.
    ///
    /// Triggers keep it, so that no writer of scores can forget to.
    static let scoreSums = Migration(
        name: "0004-score-sums",
        sqlite: """
            CREATE TABLE score_sums (
                experiment INTEGER NOT NULL REFERENCES experiments (key),
                metric TEXT NOT NULL,
                count INTEGER NOT NULL,
                sum REAL NOT NULL,
                sum_of_squares REAL NOT NULL,
                PRIMARY KEY (experiment, metric)
            ) WITHOUT ROWID;
            INSERT INTO score_sums (experiment, metric, count, sum, sum_of_squares)
                SELECT experiment, metric, COUNT(*), SUM(value), SUM(value * value) FROM scores
                GROUP BY experiment, metric;
            CREATE TRIGGER scores_added AFTER INSERT ON scores BEGIN
                INSERT INTO score_sums (experiment, metric, count, sum, sum_of_squares)
                VALUES (NEW.experiment, NEW.metric, 1, NEW.value, NEW.value * NEW.value)
                ON CONFLICT (experiment, metric) DO UPDATE SET
                    count = count + 1, sum = sum + NEW.value, sum_of_squares = sum_of_squares + NEW.value * NEW.value;
            END;
            CREATE TRIGGER scores_removed AFTER DELETE ON scores BEGIN
                UPDATE score_sums SET
                    count = count - 1, sum = sum - OLD.value, sum_of_squares = sum_of_squares - OLD.value * OLD.value
                WHERE experiment = OLD.experiment AND metric = OLD.metric;
                DELETE FROM score_sums
                WHERE experiment = OLD.experiment AND metric = OLD.metric AND count = 0;
            END;
            """,
        postgres: PostgresSchema.scoreSums)
}
