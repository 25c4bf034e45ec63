import ForgeCore
import GRDB

/// One page of a list of experiments: first the row numbers, then only the rows that are shown.
struct ExperimentPage {
    let query: ExperimentQuery

    func fetch(_ database: Database) throws -> Page<Experiment> {
        let condition = query.condition
        let cursor = try Cursor<JSONValue>(query.cursor, sort: ExperimentOrder(query).name)
        let total = try cursor?.total ?? count(condition, database)
        let found = try keys(condition, after: cursor, total: total, database)
        let items = try ExperimentRow.fetch(found.keys, hasDetails: query.hasDetails, database)
        return Page(items: items, next: found.next, total: total)
    }

    /// Of all pages by the first: counting takes as long as there are many, the pages behind it do not.
    private func count(_ condition: SQL, _ database: Database) throws -> Int {
        guard query.countsAll else { return 0 }
        return try SQLRequest<Int>("SELECT COUNT(*) FROM experiments WHERE \(condition)").fetchOne(database) ?? 0
    }

    private func keys(
        _ condition: SQL, after cursor: Cursor<JSONValue>?, total: Int, _ database: Database
    ) throws -> (keys: [Int64], next: String?) {
        let order = ExperimentOrder(query)
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
            return try Cursor(sort: order.name, key: JSONValue(sortKey: last[1]), tie: last[0], total: total).text()
        }
        return (shown.map { $0[0] }, next)
    }
}
