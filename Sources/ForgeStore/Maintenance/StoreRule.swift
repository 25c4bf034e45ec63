/// What has to be true of the rows of every store, as a query for those of which it is not: the experiment's id and what
/// is wrong. The same text for SQLite and PostgreSQL.
package struct StoreRule: Sendable {
    static let limit = 20

    let name: String
    let query: String

    static let all: [StoreRule] = [
        counter("done", "answers", counting: "predictions"), counter("calls", "model calls", counting: "runs"),
        StoreRule(
            name: "answers belong to questions",
            query: """
                SELECT e.id, 'has an answer at place ' || p.position || ' of ' || e.total
                FROM predictions p JOIN experiments e ON e.key = p.experiment
                WHERE p.position < 0 OR p.position >= e.total
                """),
        StoreRule(
            name: "every question is stored",
            query: """
                SELECT e.id, 'asks ' || e.total || ' questions, stored are ' || COALESCE(s.number, 0)
                FROM experiments e
                LEFT JOIN (SELECT sample_set, COUNT(*) AS number FROM samples GROUP BY sample_set) s
                    ON s.sample_set = e.sample_set
                WHERE e.total <> COALESCE(s.number, 0)
                """),
        StoreRule(
            name: "experiments and questions have the same hash",
            query: """
                SELECT e.id, 'names other questions than it has'
                FROM experiments e JOIN sample_sets s ON s.key = e.sample_set WHERE e.sample_hash <> s.content_hash
                """),
        StoreRule(
            name: "every experiment has its config",
            query: """
                SELECT e.id, 'has no config' FROM experiments e
                LEFT JOIN experiment_details d ON d.experiment = e.key WHERE d.experiment IS NULL
                """),
        StoreRule(
            name: "completed experiments are whole",
            query: """
                SELECT id, 'is completed with ' || done || ' of ' || total || ' answers' FROM experiments
                WHERE status = 'completed' AND done <> total
                """),
        StoreRule(
            name: "sums of scores",
            query: """
                SELECT e.id, s.metric || ' is summed up over ' || s.count || ' scores, there are ' || COALESCE(x.count, 0)
                FROM score_sums s JOIN experiments e ON e.key = s.experiment
                LEFT JOIN (
                    SELECT experiment, metric, COUNT(*) AS count, SUM(value) AS sum FROM scores
                    GROUP BY experiment, metric) x ON x.experiment = s.experiment AND x.metric = s.metric
                WHERE x.count IS NULL OR x.count <> s.count OR ABS(x.sum - s.sum) > 0.000001 * (1 + ABS(x.sum))
                """),
        StoreRule(
            name: "every score is in a sum",
            query: """
                SELECT e.id, x.metric || ' is not summed up, there are ' || x.count || ' scores'
                FROM (SELECT experiment, metric, COUNT(*) AS count FROM scores GROUP BY experiment, metric) x
                JOIN experiments e ON e.key = x.experiment
                LEFT JOIN score_sums s ON s.experiment = x.experiment AND s.metric = x.metric
                WHERE s.experiment IS NULL
                """),
    ]

    /// A number beside an experiment equals that of its rows.
    private static func counter(_ column: String, _ what: String, counting table: String) -> StoreRule {
        StoreRule(
            name: "numbers of \(what)",
            query: """
                SELECT e.id, 'counts ' || e.\(column) || ' \(what), there are ' || COALESCE(t.number, 0)
                FROM experiments e
                LEFT JOIN (SELECT experiment, COUNT(*) AS number FROM \(table) GROUP BY experiment) t
                    ON t.experiment = e.key
                WHERE e.\(column) <> COALESCE(t.number, 0)
                """)
    }
}
