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
        let entries = try entries(of: key, after: cursor, limit: isCounting ? nil : query.limit + 1, database)
        let total = try isCounting ? entries.count : cursor?.total ?? count(of: key, database)
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

    private func entries(
        of key: Int64, after cursor: Cursor<Double>?, limit: Int?, _ database: Database
    ) throws -> [Entry] {
        let sort = query.sort
        var condition = try query.matches(of: key)
        if let cursor {
            let comparison = SQL(sql: sort.isDescending ? "<" : ">")
            condition =
                sort == .index
                ? "\(condition) AND p.position > \(cursor.tie)"
                : "\(condition) AND (p.latency, p.position) \(comparison) (\(cursor.key), \(cursor.tie))"
        }
        let direction = SQL(sql: sort.isDescending ? "DESC" : "ASC")
        // SQLite reads LIMIT -1 as none.
        let rows = try SQLRequest<Row>(
            """
            SELECT p.position, \(sort.expression) FROM predictions p WHERE \(condition)
            ORDER BY \(sort.expression) \(direction), p.position \(direction) LIMIT \(limit ?? -1)
            """
        ).fetchCursor(database)
        var entries: [Entry] = []
        while let row = try rows.next() { entries.append(Entry(position: row[0], sortKey: row[1])) }
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
