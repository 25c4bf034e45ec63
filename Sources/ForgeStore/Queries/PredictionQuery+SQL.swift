import ForgeCore
import GRDB

extension PredictionQuery {
    /// - Throws: invalid input for `correct` without a metric, or a page of no size or before the first.
    func validate() throws {
        try PageLimit.check(limit, offset: offset)
        guard correct == nil || metric != nil else {
            throw StoreError.invalid(
                "Right or wrong samples were asked for without saying by which metric.",
                remedy: "Name one of the experiment's metrics, such as em.squad.")
        }
    }

    /// Whether every text has to be looked at: such a list is counted once, with its first page.
    var isSearch: Bool { text?.isEmpty == false }

    /// The metric and the outcome, where both were given.
    var outcome: (metric: String, isCorrect: Bool)? {
        guard let metric, let correct else { return nil }
        return (metric, correct)
    }

    var isUnfiltered: Bool {
        outcome == nil && flag == nil && status == nil && ending == nil && indices == nil && !isSearch
    }

    /// The conditions on `predictions p` itself, apart from which experiment and position.
    ///
    /// Values of the partial indexes stand in the text: SQLite compares it with the index's condition.
    var predictionConditions: [SQL] {
        var conditions: [SQL] = []
        if let indices {
            // One variable however many there are: SQLite bounds their number.
            conditions.append("p.position IN (SELECT value FROM json_each(\("\(indices.sorted())")))")
        }
        if let status { conditions.append("p.status = \(sql: "'\(status.rawValue)'")") }
        if let flag {
            conditions.append("p.flags <> '[]'")
            conditions.append("p.flags LIKE \("%\"\(flag.rawValue)\"%")")
        }
        if let ending { conditions.append("p.ending = \(ending)") }
        if let text, isSearch {
            let pattern = TextPattern(text)
            let columns = ["p.question", "p.output", "p.answer"].map(pattern.matches)
            conditions.append("(\(columns.joined(separator: " OR ")))")
        }
        return conditions
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
        let rows = PredictionRows(query: self, key: key, isCountOnly: true)
        return try SQLRequest<Int>("SELECT COUNT(*) FROM \(rows.tables) WHERE \(rows.condition)").fetchOne(database)
            ?? 0
    }
}
