import ForgeCore
import GRDB

/// One page of a list of experiments: first the row numbers, then only the rows that are shown.
struct ExperimentPage {
    let query: ExperimentQuery

    func fetch(_ database: Database) throws -> Page<Experiment> {
        let condition = query.condition
        let total = try SQLRequest<Int>("SELECT COUNT(*) FROM experiments WHERE \(condition)").fetchOne(database) ?? 0
        let found =
            switch query.sort {
            case .created, .finished, .value, .latency, .tokens, .samples, .method, .model, .dataset, .status:
                try keys(condition, of: Int64.self, database)
            case .name: try keys(condition, of: String.self, database)
            }
        return Page(items: try experiments(found.keys, database), next: found.next, total: total)
    }

    private func keys<Key: Codable & Sendable & DatabaseValueConvertible>(
        _ condition: SQL, of type: Key.Type, _ database: Database
    ) throws -> (keys: [Int64], next: String?) {
        let sort = query.sort
        var condition = condition
        if let cursor = try Cursor<Key>(query.cursor, sort: sort.rawValue) {
            let comparison = SQL(sql: sort.isDescending ? "<" : ">")
            condition = "\(condition) AND (\(sort.expression), key) \(comparison) (\(cursor.key), \(cursor.tie))"
        }
        let direction = SQL(sql: sort.isDescending ? "DESC" : "ASC")
        let rows = try SQLRequest<Row>(
            """
            SELECT key, \(sort.expression) FROM experiments WHERE \(condition)
            ORDER BY \(sort.expression) \(direction), key \(direction) LIMIT \(query.limit + 1)
            """
        ).fetchAll(database)
        let shown = rows.prefix(query.limit)
        let next = try shown.last.flatMap { last -> String? in
            guard rows.count > query.limit else { return nil }
            return try Cursor<Key>(sort: sort.rawValue, key: last[1], tie: last[0]).text()
        }
        return (shown.map { $0[0] }, next)
    }

    private func experiments(_ keys: [Int64], _ database: Database) throws -> [Experiment] {
        let statement = try database.cachedStatement(sql: "\(ExperimentRow.select) WHERE e.key = ?")
        return try keys.compactMap { try Row.fetchOne(statement, arguments: [$0]).map(ExperimentRow.decode) }
    }
}
