package import ForgeCore

extension PostgresStore {
    package func results(of ids: [String], metrics: [String]?) async throws -> [String: [MetricResult]] {
        let columns = BoundSQL(sql: ResultRow.columns)
        let shown: BoundSQL =
            metrics.map { "r.metric = ANY (\(PostgresArray($0)))" }
            ?? "r.position = 0 OR r.metric IN (\(OverviewMetric.latency), \(OverviewMetric.tokens))"
        return try await read { transaction in
            var results: [String: [MetricResult]] = [:]
            _ = try transaction.map(
                """
                SELECT e.id, \(columns) FROM experiments e JOIN results r ON r.experiment = e.key
                WHERE e.id = ANY (\(PostgresArray(ids))) AND (\(shown)) ORDER BY e.key, r.position
                """
            ) { results[try $0.text(), default: []].append(try ResultRow.decode(&$0)) }
            return results
        }
    }

    package func scoreTallies(of id: String) async throws -> [ScoreTally] {
        try await read { transaction in
            let key = try PostgresExperiments.key(of: id, transaction)
            return try transaction.map(
                "SELECT metric, count, sum, sum_of_squares FROM score_sums WHERE experiment = \(key) ORDER BY metric"
            ) {
                ScoreTally(
                    metric: try $0.text(), count: try $0.int(), sum: try $0.double(), sumOfSquares: try $0.double())
            }
        }
    }

    /// Rows that are read one by one.
    private static let mostSeparately = 1000

    package func outcomes(of id: String, metric: String, range: Range<Int>) async throws -> [SampleOutcome] {
        try await read { transaction in
            let key = try PostgresExperiments.key(of: id, transaction)
            // A page of them position by position through both keys: for a range the planner expects all of a large
            // experiment and starts other processes, which takes longer than the work.
            let predictions: BoundSQL =
                range.count > Self.mostSeparately
                ? """
                predictions p
                WHERE p.experiment = \(key) AND p.position >= \(range.lowerBound) AND p.position < \(range.upperBound)
                """
                : """
                generate_series(\(range.lowerBound)::bigint, \(range.upperBound - 1)::bigint) AS wanted (position)
                JOIN predictions p ON p.experiment = \(key) AND p.position = wanted.position
                """
            return try transaction.map(
                """
                SELECT p.position, s.value FROM (SELECT p.position FROM \(predictions)) p
                LEFT JOIN scores s ON s.experiment = \(key) AND s.position = p.position AND s.metric = \(metric)
                ORDER BY p.position
                """
            ) { SampleOutcome(index: try $0.int(), score: try $0.optionalDouble()) }
        }
    }

    package func failures(of id: String) async throws -> [FailureCount] {
        try await read { transaction in
            let key = try PostgresExperiments.key(of: id, transaction)
            return try transaction.map(
                """
                SELECT error, COUNT(*) FROM predictions WHERE experiment = \(key) AND status = 'failed'
                GROUP BY error ORDER BY MIN(position)
                """
            ) { FailureCount(error: try $0.optionalText(), count: try $0.int()) }
        }
    }

    package func latencies(of id: String) async throws -> [Double] {
        try await read { transaction in
            let key = try PostgresExperiments.key(of: id, transaction)
            // As in SQLite: both indexes hold all that is asked, and no prediction is looked at for its status.
            return try transaction.map(
                """
                SELECT latency FROM predictions WHERE experiment = \(key) AND position NOT IN (
                    SELECT position FROM predictions WHERE experiment = \(key) AND status = 'failed')
                ORDER BY latency
                """
            ) { try $0.double() }
        }
    }

    package func agentFigures(of id: String) async throws -> AgentFigures {
        try await read { transaction in
            let key = try PostgresExperiments.key(of: id, transaction)
            var figures = AgentFigures()
            _ = try transaction.map(
                """
                SELECT ending, COUNT(*) FROM predictions WHERE experiment = \(key) AND ending IS NOT NULL
                GROUP BY ending
                """
            ) { figures.endings[try $0.text()] = try $0.int() }
            _ = try transaction.map("SELECT tool, error_kind, count FROM tool_calls WHERE experiment = \(key)") {
                let (tool, kind) = (try $0.text(), try $0.text())
                figures.tools[tool, default: [:]][kind] = try $0.int()
            }
            return figures
        }
    }

    package func facets() async throws -> ExperimentFacets { try await read { try PostgresFacets.fetch($0) } }

    package func leaders() async throws -> [DatasetLeader] { try await read { try PostgresLeaders.fetch($0) } }

    package func ping() async throws {
        _ = try await read { try $0.run("SELECT COUNT(*) FROM forge_migrations").count }
    }
}

/// Counts what the filters of a list can offer, in one pass over the experiments.
enum PostgresFacets {
    static func fetch(_ transaction: PostgresTransaction) throws -> ExperimentFacets {
        var facets = ExperimentFacets()
        _ = try transaction.map(
            """
            SELECT GROUPING(status, method, model, dataset, tags), COUNT(*),
                COALESCE(status, method, model, dataset, ''), tags,
                COALESCE(SUM(done), 0)::bigint, COALESCE(SUM(calls), 0)::bigint
            FROM experiments WHERE deleted_at IS NULL
            GROUP BY GROUPING SETS ((status), (method), (model), (dataset), (tags), ())
            """
        ) { try add(&$0, to: &facets) }
        return facets
    }

    private static func add(_ row: inout PostgresRowReader, to facets: inout ExperimentFacets) throws {
        // A bit for every column that a row is not of, the last column's is the lowest.
        let (columns, count) = (try row.int(), try row.int())
        let (value, list) = (try row.text(), try row.optionalText())
        // Names that differ in their normal form alone are one name to Swift and two to PostgreSQL.
        switch columns {
        case 0b01111: facets.statuses[value, default: 0] += count
        case 0b10111: facets.methods[value, default: 0] += count
        case 0b11011: facets.models[value, default: 0] += count
        case 0b11101: facets.datasets[value, default: 0] += count
        case 0b11110:
            let tags = try list.map(StoredJSON.parse)?.array ?? []
            for tag in Set(tags.compactMap(\.string)) { facets.tags[tag, default: 0] += count }
        default: (facets.predictions, facets.calls) = (try row.int(), try row.int())
        }
    }
}

/// Finds the best completed experiment of every data set, as `Leaders` does in SQLite.
enum PostgresLeaders {
    static func fetch(_ transaction: PostgresTransaction) throws -> [DatasetLeader] {
        let lowerIsBetter = PostgresArray(AnswerMetrics.all.filter { !$0.isHigherBetter }.map(\.name))
        let found = try transaction.map(
            """
            WITH fields AS (
                SELECT dataset, sample_set, total, metric, COUNT(*) AS competitors, MAX(key) AS latest
                FROM experiments WHERE deleted_at IS NULL AND status = 'completed' AND value IS NOT NULL
                GROUP BY dataset, sample_set, total, metric
            ), chosen AS (
                SELECT DISTINCT ON (dataset) * FROM fields ORDER BY dataset, competitors > 1 DESC,
                    CASE WHEN competitors > 1 THEN total ELSE 0 END DESC, latest DESC
            )
            SELECT f.competitors, CASE WHEN f.metric = ANY (\(lowerIsBetter))
                THEN (\(best("ASC"))) ELSE (\(best("DESC"))) END
            FROM chosen f ORDER BY f.dataset
            """
        ) { (competitors: try $0.int(), key: try $0.int()) }
        let experiments = try PostgresExperiments.fetch(found.map(\.key), transaction)
        return try zip(found, experiments).compactMap { found, experiment in
            guard let result = try PostgresResults.fetch(of: found.key, transaction).first else { return nil }
            return DatasetLeader(
                dataset: experiment.dataset, split: experiment.split, experiment: experiment, result: result,
                competitors: found.competitors)
        }
    }

    private static func best(_ order: String) -> BoundSQL {
        """
        SELECT e.key FROM experiments e
        WHERE e.dataset = f.dataset AND e.sample_set = f.sample_set AND e.total = f.total AND e.metric = f.metric
            AND e.deleted_at IS NULL AND e.status = 'completed' AND e.value IS NOT NULL
        ORDER BY e.value \(sql: order), e.key LIMIT 1
        """
    }
}
