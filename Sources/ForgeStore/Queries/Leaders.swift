import ForgeCore
import GRDB

/// Finds the best completed experiment of every data set.
enum Leaders {
    /// `fields`: experiments on the same questions with the same deciding metric. `chosen`: each data set's field that
    /// says most. `ranked`: the experiments of those fields, best first.
    private static let sql = """
        WITH fields AS (
            SELECT dataset, sample_set, metric, COUNT(*) AS competitors, MAX(total) AS questions, MAX(key) AS latest
            FROM experiments WHERE deleted_at IS NULL AND status = 'completed' AND value IS NOT NULL
            GROUP BY dataset, sample_set, metric
        ), chosen AS (
            SELECT *, ROW_NUMBER() OVER (
                PARTITION BY dataset
                ORDER BY competitors > 1 DESC, IIF(competitors > 1, questions, 0) DESC, latest DESC) AS choice
            FROM fields
        ), ranked AS (
            SELECT e.key, e.dataset, f.competitors,
                ROW_NUMBER() OVER (PARTITION BY e.dataset ORDER BY e.value DESC, e.key) AS place
            FROM chosen f CROSS JOIN experiments e
                ON e.dataset = f.dataset AND e.sample_set = f.sample_set AND e.metric = f.metric
            WHERE f.choice = 1 AND e.deleted_at IS NULL AND e.status = 'completed' AND e.value IS NOT NULL
        )
        SELECT ranked.competitors, ranked.key, \(ResultRow.columns)
        FROM ranked JOIN results r ON r.experiment = ranked.key AND r.position = 0
        WHERE ranked.place = 1 ORDER BY ranked.dataset
        """

    static func fetch(_ database: Database) throws -> [DatasetLeader] {
        let statement = try database.cachedStatement(sql: sql)
        return try Row.fetchAll(statement).compactMap { row in
            var column = ColumnReader(row)
            let (competitors, key): (Int, Int64) = (try column.next(), try column.next())
            guard let experiment = try ExperimentRow.fetch([key], database).first else { return nil }
            return DatasetLeader(
                dataset: experiment.dataset, split: experiment.split, experiment: experiment,
                result: try ResultRow.decode(&column), competitors: competitors)
        }
    }
}
