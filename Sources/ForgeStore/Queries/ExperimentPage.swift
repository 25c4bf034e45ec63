import ForgeCore
import GRDB

/// One page of a list of experiments: first the row numbers, then only the rows that are shown.
struct ExperimentPage {
    let query: ExperimentQuery

    func fetch(_ database: Database) throws -> Page<Experiment> {
        let condition = query.condition
        let total = try SQLRequest<Int>("SELECT COUNT(*) FROM experiments WHERE \(condition)").fetchOne(database) ?? 0
        let found = try keys(condition, database)
        let items = try ExperimentRow.fetch(found.keys, hasDetails: query.hasDetails, database)
        return Page(items: items, next: found.next, total: total)
    }

    private func keys(_ condition: SQL, _ database: Database) throws -> (keys: [Int64], next: String?) {
        let order = ExperimentOrder(query)
        let cursor = try Cursor<JSONValue>(query.cursor, sort: order.name)
        let condition = cursor.map { "\(condition) AND \(order.isAfter($0))" } ?? condition
        let rows = try SQLRequest<Row>(
            """
            SELECT key, \(order.value) FROM experiments WHERE \(condition)
            ORDER BY \(order.terms) LIMIT \(query.limit + 1) OFFSET \(cursor == nil ? query.offset : 0)
            """
        ).fetchAll(database)
        let shown = rows.prefix(query.limit)
        let next = try shown.last.flatMap { last -> String? in
            guard rows.count > query.limit else { return nil }
            return try Cursor(sort: order.name, key: JSONValue(sortKey: last[1]), tie: last[0]).text()
        }
        return (shown.map { $0[0] }, next)
    }
}
