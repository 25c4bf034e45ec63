package import ForgeCore

extension PostgresStore {
    package func predictions(of id: String, _ query: PredictionQuery) async throws -> Page<Prediction> {
        try query.validate()
        return try await read { try PostgresPredictionPage(experimentID: id, query: query).fetch($0) }
    }

    package func calls(of id: String, index: Int?, cursor: String?, limit: Int) async throws -> Page<ModelCall> {
        try PageLimit.check(limit)
        return try await read { transaction in
            let key = try PostgresExperiments.key(of: id, transaction)
            var condition: BoundSQL = "experiment = \(key)"
            if let index { condition = "\(condition) AND position = \(index)" }
            // The experiment keeps the number of all its calls, so only those of one sample are counted.
            var total = try transaction.first(
                index == nil
                    ? "SELECT calls FROM experiments WHERE key = \(key)"
                    : "SELECT COUNT(*) FROM runs WHERE \(condition)")
            if let cursor = try Cursor<Int>(cursor, sort: "calls") {
                condition = "\(condition) AND (position, step) > (\(cursor.key), \(cursor.tie))"
            }
            let calls = try transaction.map(
                """
                SELECT \(sql: CallRow.columns) FROM runs WHERE \(condition) ORDER BY position, step
                LIMIT \(limit + 1)
                """
            ) { try CallRow.decode(&$0, of: id) }
            let shown = Array(calls.prefix(limit))
            let next = try calls.count > limit ? shown.last.map { try $0.cursor } : nil
            return Page(items: shown, next: next, total: try total?.int() ?? 0)
        }
    }

    package func replaceScores(of id: String, _ scores: [Int: [String: Double]]) async throws {
        try scores.validate(of: id)
        try await write { [leases] transaction in
            let key = try leases.lock(id, transaction).key
            if scores.isEmpty { return }
            let positions = scores.keys.sorted()
            let stored = Set(
                try transaction.map(
                    """
                    SELECT position FROM predictions
                    WHERE experiment = \(key) AND position = ANY (\(PostgresArray(positions)))
                    """
                ) { try $0.int() })
            if let missing = positions.first(where: { !stored.contains($0) }) {
                throw StoreError.invalid("Experiment \(id) has no stored sample \(missing) to score.")
            }
            try transaction.run([
                "DELETE FROM scores WHERE experiment = \(key) AND position = ANY (\(PostgresArray(positions)))",
                PostgresPredictions.scores(scores, of: key),
            ])
        }
    }

    package func replaceTraces(of id: String, _ traces: [Int: JSONValue]) async throws {
        try await write { [leases] transaction in
            let key = try leases.lock(id, transaction).key
            if traces.isEmpty { return }
            let sorted = traces.sorted { $0.key < $1.key }
            let json = try sorted.map { $0.value == .null ? nil : PostgresJSON(try JSON.text($0.value)) }
            let positions = PostgresArray(sorted.map(\.key))
            let changed = try transaction.change(
                """
                UPDATE predictions p SET trace = given.trace
                FROM unnest(\(positions), \(PostgresArray(optional: json))) AS given (position, trace)
                WHERE p.experiment = \(key) AND p.position = given.position
                """)
            guard changed == sorted.count else {
                throw StoreError.invalid("Experiment \(id) has not stored all the samples to judge.")
            }
        }
    }

    package func results(of id: String) async throws -> [MetricResult] {
        try await read { transaction in
            try PostgresResults.fetch(of: PostgresExperiments.key(of: id, transaction), transaction)
        }
    }

    package func replaceResults(of id: String, _ results: [MetricResult]) async throws {
        try results.validate(of: id)
        try await write { [leases] transaction in
            try PostgresResults.replace(results, of: leases.lock(id, transaction).key, transaction)
        }
    }
}

extension ModelCall {
    fileprivate var cursor: String {
        get throws { try Cursor(sort: "calls", key: index, tie: Int64(step)).text() }
    }
}

/// The numbers of an experiment's summary.
enum PostgresResults {
    private static let columns = BoundSQL(sql: ResultRow.columns)

    /// The deciding one first.
    static func fetch(of key: Int, _ transaction: PostgresTransaction) throws -> [MetricResult] {
        try transaction.map("SELECT \(columns) FROM results r WHERE experiment = \(key) ORDER BY position") {
            try ResultRow.decode(&$0)
        }
    }

    /// Also sets the columns that lists are sorted by.
    static func replace(_ results: [MetricResult], of key: Int, _ transaction: PostgresTransaction) throws {
        func value(of metric: String) -> Double? { results.first { $0.metric == metric }?.value }
        var statements: [BoundSQL] = ["DELETE FROM results WHERE experiment = \(key)"]
        if !results.isEmpty {
            let rows = results.enumerated().map { position, result -> BoundSQL in
                """
                (\(key), \(position), \(result.metric), \(result.version), \(result.value), \(result.low),
                    \(result.high), \(result.interval), \(result.scored), \(result.total), \(result.unit))
                """
            }
            statements.append(
                """
                INSERT INTO results (experiment, position, metric, version, value, low, high, interval_method, scored,
                    total, unit) VALUES \(rows.joined(separator: ", "))
                """)
        }
        statements.append(
            """
            UPDATE experiments SET metric = \(results.first?.metric), value = \(results.first?.value),
                latency = \(value(of: OverviewMetric.latency)), tokens = \(value(of: OverviewMetric.tokens))
            WHERE key = \(key)
            """)
        try transaction.run(statements)
    }
}
