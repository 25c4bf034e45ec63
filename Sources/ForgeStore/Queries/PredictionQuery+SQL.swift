import ForgeCore
import GRDB

extension PredictionQuery {
    /// - Throws: invalid input for `correct` without a metric, or a page size below 1.
    func validate() throws {
        try PageLimit.check(limit)
        guard correct == nil || metric != nil else {
            throw StoreError.invalid(
                "Right or wrong samples were asked for without saying by which metric.",
                remedy: "Name one of the experiment's metrics, such as em.squad.")
        }
    }

    /// Whether every text has to be looked at: such a list is counted once, with its first page.
    var isSearch: Bool { text?.isEmpty == false }

    var isUnfiltered: Bool { correct == nil && flag == nil && status == nil && !isSearch }

    /// Everything but the status, as a condition on `predictions p`.
    ///
    /// Terms that repeat a partial index's condition let SQLite use that index.
    private func condition(of key: Int64) throws -> SQL {
        var conditions: [SQL] = ["p.experiment = \(key)"]
        if let metric, let correct {
            conditions.append(
                """
                p.position IN (SELECT position FROM scores
                    WHERE experiment = \(key) AND metric = \(StoredText(metric)) AND (value = 1) = \(correct))
                """)
        }
        if let flag {
            conditions.append("p.flags <> '[]'")
            conditions.append("p.flags LIKE \("%\"\(flag.rawValue)\"%")")
        }
        if let text, isSearch {
            let pattern = TextPattern(text)
            let columns = ["p.question", "p.output", "p.answer"].map(pattern.matches)
            conditions.append("(\(columns.joined(separator: " OR ")))")
        }
        return conditions.joined(separator: " AND ")
    }

    func matches(of key: Int64) throws -> SQL {
        let others = try condition(of: key)
        return status.map { "\(others) AND p.status = \($0.rawValue)" } ?? others
    }

    /// How many match. The answered are counted as those that did not fail: there is an index of the failed only.
    func count(of key: Int64, done: Int, _ database: Database) throws -> Int {
        if status == .answered {
            var failed = self
            failed.status = .failed
            var any = self
            any.status = nil
            return try any.count(of: key, done: done, database) - failed.count(of: key, done: done, database)
        }
        if isUnfiltered { return done }
        let condition = try matches(of: key)
        return try SQLRequest<Int>("SELECT COUNT(*) FROM predictions p WHERE \(condition)").fetchOne(database) ?? 0
    }
}

extension PredictionSort {
    var expression: SQL {
        switch self {
        case .index: "p.position"
        case .slowest, .fastest: "p.latency"
        }
    }

    var isDescending: Bool { self == .slowest }
}
