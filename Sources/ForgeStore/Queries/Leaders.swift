import ForgeCore
import GRDB

/// Finds the best completed experiment of every data set.
enum Leaders {
    /// `fields`: experiments on the same questions with the same deciding metric. `chosen`: each data set's field that
    /// says most. The index has each field in order, so the best is its first entry; SQLite would take that of statuses.
    private static let sql = """
        WITH fields AS (
            SELECT dataset, sample_set, total, metric, COUNT(*) AS competitors, MAX(key) AS latest
            FROM experiments INDEXED BY experiments_that_compete
            WHERE deleted_at IS NULL AND status = 'completed' AND value IS NOT NULL
            GROUP BY dataset, sample_set, total, metric
        ), chosen AS (
            SELECT *, ROW_NUMBER() OVER (
                PARTITION BY dataset
                ORDER BY competitors > 1 DESC, IIF(competitors > 1, total, 0) DESC, latest DESC) AS choice
            FROM fields
        )
        SELECT competitors, (
            SELECT key FROM experiments e INDEXED BY experiments_that_compete
            WHERE e.dataset = f.dataset AND e.sample_set = f.sample_set AND e.total = f.total AND e.metric = f.metric
                AND e.deleted_at IS NULL AND e.status = 'completed' AND e.value IS NOT NULL
            ORDER BY e.value DESC, e.key LIMIT 1)
        FROM chosen f WHERE choice = 1 ORDER BY dataset
        """

    static func fetch(_ database: Database) throws -> [DatasetLeader] {
        let statement = try database.cachedStatement(sql: sql)
        return try Row.fetchAll(statement).compactMap { row in
            var column = ColumnReader(row)
            let (competitors, key): (Int, Int64) = (try column.next(), try column.next())
            guard let experiment = try ExperimentRow.fetch([key], database).first,
                let result = try ResultRow.fetch(of: key, database).first
            else { return nil }
            return DatasetLeader(
                dataset: experiment.dataset, split: experiment.split, experiment: experiment, result: result,
                competitors: competitors)
        }
    }
}
