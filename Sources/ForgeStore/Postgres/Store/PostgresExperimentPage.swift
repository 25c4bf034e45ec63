import ForgeCore

/// One page of a list of experiments: first the row numbers, then only the rows that are shown.
struct PostgresExperimentPage {
    let query: ExperimentQuery

    func fetch(_ transaction: PostgresTransaction) throws -> Page<Experiment> {
        let condition = query.postgresCondition
        let cursor = try Cursor<JSONValue>(query.cursor, sort: PostgresExperimentOrder(query).name)
        let total = try cursor?.total ?? count(condition, transaction)
        let found = try keys(condition, after: cursor, total: total, transaction)
        let items = try PostgresExperiments.fetch(found.keys, hasDetails: query.hasDetails, transaction)
        return Page(items: items, next: found.next, total: total)
    }

    /// Of all pages by the first: counting takes as long as there are many, the pages behind it do not.
    private func count(_ condition: BoundSQL, _ transaction: PostgresTransaction) throws -> Int {
        guard query.countsAll else { return 0 }
        var row = try transaction.first("SELECT COUNT(*) FROM experiments WHERE \(condition)")
        return try row?.int() ?? 0
    }

    private func keys(
        _ condition: BoundSQL, after cursor: Cursor<JSONValue>?, total: Int, _ transaction: PostgresTransaction
    ) throws -> (keys: [Int], next: String?) {
        let order = PostgresExperimentOrder(query)
        let limit = query.limit + 1
        func part(_ further: BoundSQL?, offset: Int = 0) -> BoundSQL {
            """
            SELECT key, \(order.value) AS value FROM experiments
            WHERE \(further.map { "\(condition) AND \($0)" } ?? condition)
            ORDER BY \(order.terms) LIMIT \(limit) OFFSET \(offset)
            """
        }
        let parts = try cursor.map { try order.isAfter($0).map { part($0) } } ?? [part(nil, offset: query.offset)]
        // Each part follows its index from where the page begins; a condition with OR would read all before it.
        let rows = try parts.flatMap { statement in
            try transaction.map(statement) { (key: try $0.int(), value: try order.kind.read(&$0)) }
        }
        let shown = rows.prefix(query.limit)
        let next = try shown.last.flatMap { last -> String? in
            guard rows.count > query.limit else { return nil }
            return try Cursor(sort: order.name, key: last.value, tie: Int64(last.key), total: total).text()
        }
        return (shown.map { $0.key }, next)
    }
}

/// The order of a list of experiments, with the row number for equal ones.
struct PostgresExperimentOrder {
    /// What a column holds, which decides how a cursor's key is bound.
    enum Kind {
        case whole, real, text

        func read(_ row: inout PostgresRowReader) throws -> JSONValue {
            switch self {
            case .whole: try row.optionalInt().map { .integer($0) } ?? .null
            case .real: try row.optionalDouble().map { .number($0) } ?? .null
            case .text: .string(try row.text())
            }
        }

        /// Nil for a key that no such column has.
        fileprivate func bound(_ key: JSONValue) -> BoundSQL? {
            switch self {
            case .whole: key.int.map { "\($0)" }
            case .real: key.double.map { "\($0)" }
            case .text: key.string.map { "\($0)" }
            }
        }
    }

    /// Names the order in cursors.
    let name: String
    let value: BoundSQL
    let kind: Kind
    private let hasGaps: Bool
    private let isDescending: Bool

    init(_ query: ExperimentQuery) {
        name = query.isReversed ? "\(query.sort.rawValue)-reversed" : query.sort.rawValue
        let (column, kind) = query.sort.postgresColumn
        value = BoundSQL(sql: column)
        self.kind = kind
        hasGaps = query.sort.hasGaps
        isDescending = query.sort.isDescending != query.isReversed
    }

    /// What stands after ORDER BY. Without gaps NULLS LAST would keep the index from being read backwards.
    var terms: BoundSQL {
        let direction = BoundSQL(sql: isDescending ? "DESC" : "ASC")
        let gaps = BoundSQL(sql: hasGaps ? "NULLS LAST" : "")
        return "\(value) \(direction) \(gaps), key \(direction)"
    }

    /// Conditions on the rows behind the one where a page ended, for one part of the list after the other.
    ///
    /// - Throws: invalid input for a key that no row can have.
    func isAfter(_ cursor: Cursor<JSONValue>) throws -> [BoundSQL] {
        let comparison = BoundSQL(sql: isDescending ? "<" : ">")
        if cursor.key == .null, hasGaps { return ["\(value) IS NULL AND key \(comparison) \(cursor.tie)"] }
        guard let key = kind.bound(cursor.key) else {
            throw StoreError.invalid("The page cursor is not one of this list.", remedy: "Start at the first page.")
        }
        let isBehind: BoundSQL = "(\(value), key) \(comparison) (\(key), \(cursor.tie))"
        return hasGaps ? [isBehind, "\(value) IS NULL"] : [isBehind]
    }
}

extension ExperimentSort {
    fileprivate var postgresColumn: (String, PostgresExperimentOrder.Kind) {
        switch self {
        case .created: ("created_at", .whole)
        case .name: ("lower(name)", .text)
        case .finished: ("finished_at", .whole)
        case .value: ("value", .real)
        case .latency: ("latency", .real)
        case .tokens: ("tokens", .real)
        case .samples: ("total", .whole)
        case .method: ("method", .text)
        case .model: ("model", .text)
        case .dataset: ("dataset", .text)
        case .status: ("status", .text)
        }
    }
}

extension ExperimentQuery {
    /// The rows that match, as a condition on `experiments`.
    fileprivate var postgresCondition: BoundSQL {
        var conditions: [BoundSQL] =
            switch deleted {
            case .hidden: ["deleted_at IS NULL"]
            case .shown: ["TRUE"]
            case .only: ["deleted_at IS NOT NULL"]
            }
        if !statuses.isEmpty {
            conditions.append("status = ANY (\(PostgresArray(statuses.map(\.rawValue).sorted())))")
        }
        if let method { conditions.append("method = \(method)") }
        if let model { conditions.append("model = \(model)") }
        if let dataset { conditions.append("dataset = \(dataset)") }
        if let tag { conditions.append("tags ? \(tag)") }
        if let text, !text.isEmpty { conditions.append(PostgresPattern(text).matches("name")) }
        return conditions.joined(separator: " AND ")
    }
}
