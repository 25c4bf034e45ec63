import ForgeCore
import GRDB

/// One page of the model calls of an experiment, or of one of its samples, in the order of samples and steps.
struct CallPage {
    let experimentID: String
    let index: Int?
    let cursor: String?
    let limit: Int

    func fetch(_ database: Database) throws -> Page<ModelCall> {
        let key = try ExperimentKey.find(experimentID, database)
        var condition: SQL = "experiment = \(key)"
        if let index { condition = "\(condition) AND position = \(index)" }
        let total = try count(condition, of: key, database)
        if let cursor = try Cursor<Int>(cursor, sort: "calls") {
            condition = "\(condition) AND (position, step) > (\(cursor.key), \(cursor.tie))"
        }
        let select = SQL(sql: CallRow.select)
        let calls = try SQLRequest<Row>(
            "\(select) WHERE \(condition) ORDER BY position, step LIMIT \(limit + 1)"
        ).fetchAll(database).map { try CallRow.decode($0, of: experimentID) }
        let shown = Array(calls.prefix(limit))
        let next = try calls.count > limit ? shown.last.map(text(of:)) : nil
        return Page(items: shown, next: next, total: total)
    }

    private func text(of call: ModelCall) throws -> String {
        try Cursor(sort: "calls", key: call.index, tie: Int64(call.step)).text()
    }

    /// The experiment keeps the number of all its calls, so only those of one sample are counted.
    private func count(_ condition: SQL, of key: Int64, _ database: Database) throws -> Int {
        let request: SQLRequest<Int> =
            index == nil
            ? "SELECT calls FROM experiments WHERE key = \(key)" : "SELECT COUNT(*) FROM runs WHERE \(condition)"
        return try request.fetchOne(database) ?? 0
    }
}
