import ForgeCore
import GRDB

/// One page of an experiment's predictions: first the positions, by indexes where possible, then the rows shown.
struct PredictionPage {
    let experimentID: String
    let query: PredictionQuery

    /// A position with the value that the list is ordered by.
    private struct Entry {
        var position: Int
        var sortKey: Double
    }

    func fetch(_ database: Database) throws -> Page<Prediction> {
        let key = try ExperimentKey.find(experimentID, database)
        let cursor = try Cursor<Double>(query.cursor, sort: query.sort.rawValue)
        // A search reads all texts anyway: its first page takes all positions in one pass instead of two.
        let isCounting = query.isSearch && cursor == nil
        let counted = try isCounting ? nil : cursor?.total ?? count(of: key, database)
        let rows = PredictionRows(query: query, key: key, matches: counted ?? .max)
        let found = try entries(rows, after: cursor, isWhole: isCounting, database)
        let total = counted ?? found.count
        let entries = isCounting ? found.dropFirst(query.offset) : found[...]
        let shown = entries.prefix(query.limit)
        let next = try entries.count > query.limit ? shown.last.map { try text(of: $0, total: total) } : nil
        return Page(items: try predictions(shown.map(\.position), of: key, database), next: next, total: total)
    }

    private func count(of key: Int64, _ database: Database) throws -> Int {
        let done = try Int.fetchOne(database, sql: "SELECT done FROM experiments WHERE key = ?", arguments: [key])
        return try query.count(of: key, done: done ?? 0, database)
    }

    private func text(of entry: Entry, total: Int) throws -> String {
        try Cursor(
            sort: query.sort.rawValue, key: entry.sortKey, tie: Int64(entry.position),
            total: query.isSearch ? total : nil
        ).text()
    }

    /// One more than the page shows, or all.
    private func entries(
        _ rows: PredictionRows, after cursor: Cursor<Double>?, isWhole: Bool, _ database: Database
    ) throws -> [Entry] {
        let sort = query.sort
        let direction = SQL(sql: sort == .slowest ? "DESC" : "ASC")
        let comparison = SQL(sql: sort == .slowest ? "<" : ">")
        let (position, value): (SQL, SQL) = (rows.position, sort == .index ? rows.position : "p.latency")
        let order: SQL =
            sort == .index ? "\(position)" : "\(value) \(direction), \(position) \(direction)"
        var condition = rows.condition
        if let cursor {
            condition =
                sort == .index
                ? "\(condition) AND \(position) > \(cursor.tie)"
                : "\(condition) AND (\(value), \(position)) \(comparison) (\(cursor.key), \(cursor.tie))"
        }
        // SQLite reads LIMIT -1 as none.
        let found = try SQLRequest<Row>(
            """
            SELECT \(position), \(value) FROM \(rows.tables) WHERE \(condition)
            ORDER BY \(order) LIMIT \(isWhole ? -1 : query.limit + 1)
            OFFSET \(isWhole || cursor != nil ? 0 : query.offset)
            """
        ).fetchCursor(database)
        var entries: [Entry] = []
        while let row = try found.next() { entries.append(Entry(position: row[0], sortKey: row[1])) }
        return entries
    }

    private func predictions(_ positions: [Int], of key: Int64, _ database: Database) throws -> [Prediction] {
        let scores = try ScoreRows.fetch(of: key, positions: positions, database)
        let statement = try database.cachedStatement(
            sql: "\(PredictionRow.select) WHERE experiment = ? AND position = ?")
        return try positions.compactMap { position in
            guard let row = try Row.fetchOne(statement, arguments: [key, position]) else { return nil }
            var prediction = try PredictionRow.decode(row, of: experimentID)
            prediction.scores = scores[position] ?? [:]
            return prediction
        }
    }
}
