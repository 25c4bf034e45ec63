import ForgeCore

/// One page of an experiment's predictions: first the positions, by indexes where possible, then the rows shown.
struct PostgresPredictionPage {
    let experimentID: String
    let query: PredictionQuery

    private typealias Entry = (position: Int, sortKey: Double)

    func fetch(_ transaction: PostgresTransaction) throws -> Page<Prediction> {
        let key = try PostgresExperiments.key(of: experimentID, transaction)
        let cursor = try Cursor<Double>(query.cursor, sort: query.sort.rawValue)
        // A search reads all texts anyway: its first page takes all positions in one pass instead of two.
        let isWhole = query.isSearch && cursor == nil
        let found = try entries(of: key, after: cursor, isWhole: isWhole, transaction)
        let total = try isWhole ? found.count : cursor?.total ?? count(of: key, transaction)
        let entries = isWhole ? found.dropFirst(query.offset) : found[...]
        let shown = entries.prefix(query.limit)
        let next = try entries.count > query.limit ? shown.last.map { try text(of: $0, total: total) } : nil
        return Page(
            items: try PostgresPredictions.fetch(shown.map(\.position), of: key, id: experimentID, transaction),
            next: next, total: total)
    }

    private func text(of entry: Entry, total: Int) throws -> String {
        try Cursor(
            sort: query.sort.rawValue, key: entry.sortKey, tie: Int64(entry.position),
            total: query.isSearch ? total : nil
        ).text()
    }

    private func count(of key: Int, _ transaction: PostgresTransaction) throws -> Int {
        var row = try transaction.first(counting(of: key))
        return try row?.int() ?? 0
    }

    private func counting(of key: Int) -> BoundSQL {
        // The experiment keeps the number of all, and there is an index of the few that failed.
        if query.isUnfiltered { return "SELECT done FROM experiments WHERE key = \(key)" }
        var others = query
        others.status = nil
        if query.status == .answered, others.isUnfiltered {
            return """
                SELECT done - (SELECT COUNT(*) FROM predictions WHERE experiment = \(key) AND status = 'failed')
                FROM experiments WHERE key = \(key)
                """
        }
        return "SELECT COUNT(*) FROM \(tables) WHERE \(condition(on: key))"
    }

    /// One more than the page shows, or all.
    private func entries(
        of key: Int, after cursor: Cursor<Double>?, isWhole: Bool, _ transaction: PostgresTransaction
    ) throws -> [Entry] {
        let isByIndex = query.sort == .index
        let direction = BoundSQL(sql: query.sort == .slowest ? "DESC" : "ASC")
        let comparison = BoundSQL(sql: query.sort == .slowest ? "<" : ">")
        let position: BoundSQL = isScoresOnly ? "s.position" : "p.position"
        var condition = condition(on: key)
        if let cursor {
            condition =
                isByIndex
                ? "\(condition) AND \(position) > \(cursor.tie)"
                : "\(condition) AND (p.latency, p.position) \(comparison) (\(cursor.key), \(cursor.tie))"
        }
        let order: BoundSQL = isByIndex ? position : "p.latency \(direction), p.position \(direction)"
        let limit: BoundSQL =
            isWhole ? "" : "LIMIT \(query.limit + 1) OFFSET \(cursor == nil ? query.offset : 0)"
        let sortKey: BoundSQL = isByIndex ? "0::double precision" : "p.latency"
        return try transaction.map(
            """
            SELECT \(position), \(sortKey) FROM \(tables)
            WHERE \(condition) ORDER BY \(order) \(limit)
            """
        ) { (try $0.int(), try $0.double()) }
    }

    // MARK: Conditions

    /// Right or wrong in sample order is answered by an index of the scores alone.
    private var isScoresOnly: Bool {
        query.outcome != nil && query.sort == .index && predictionConditions.isEmpty
    }

    private var tables: BoundSQL {
        guard query.outcome != nil else { return "predictions p" }
        return isScoresOnly
            ? "scores s"
            : "predictions p JOIN scores s ON s.experiment = p.experiment AND s.position = p.position"
    }

    private func condition(on key: Int) -> BoundSQL {
        var conditions: [BoundSQL] = [isScoresOnly ? "s.experiment = \(key)" : "p.experiment = \(key)"]
        if let outcome = query.outcome {
            conditions.append("s.experiment = \(key) AND s.metric = \(outcome.metric)")
            conditions.append("s.is_correct = \(outcome.isCorrect)")
        }
        return (conditions + predictionConditions).joined(separator: " AND ")
    }

    private var predictionConditions: [BoundSQL] {
        var conditions: [BoundSQL] = []
        if let indices = query.indices {
            conditions.append("p.position = ANY (\(PostgresArray(indices.sorted())))")
        }
        // In the text, where the planner compares it with the condition of the partial index.
        if let status = query.status { conditions.append("p.status = \(sql: "'\(status.rawValue)'")") }
        if let flag = query.flag { conditions.append("p.flags <> '[]' AND p.flags ? \(flag.rawValue)") }
        if let ending = query.ending { conditions.append("p.ending = \(ending)") }
        if let text = query.text, query.isSearch {
            let pattern = PostgresPattern(text)
            let columns = ["p.question", "p.output", "p.answer"].map(pattern.matches)
            conditions.append("(\(columns.joined(separator: " OR ")))")
        }
        return conditions
    }
}
