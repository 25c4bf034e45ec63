import ForgeCore
import GRDB

/// Finds the best completed experiment of every data set.
enum Leaders {
    /// Metrics whose lowest value is the best one.
    private static let lowerIsBetter = AnswerMetrics.all.filter { !$0.isHigherBetter }.map { "'\($0.name)'" }
        .joined(separator: ", ")

    /// `fields`: experiments on the same questions with the same deciding metric. `chosen`: each data set's field that
    /// says most. The index has each field in order, so the best is its first or last entry; SQLite would take
    /// that of statuses.
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
        SELECT competitors, IIF(metric IN (\(lowerIsBetter)), (\(best("ASC"))), (\(best("DESC"))))
        FROM chosen f WHERE choice = 1 ORDER BY dataset
        """

    /// Each in an order of its own, so that the index is followed instead of sorting a field's thousands.
    private static func best(_ order: String) -> String {
        """
        SELECT key FROM experiments e INDEXED BY experiments_that_compete
        WHERE e.dataset = f.dataset AND e.sample_set = f.sample_set AND e.total = f.total AND e.metric = f.metric
            AND e.deleted_at IS NULL AND e.status = 'completed' AND e.value IS NOT NULL
        ORDER BY e.value \(order), e.key LIMIT 1
        """
    }

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
