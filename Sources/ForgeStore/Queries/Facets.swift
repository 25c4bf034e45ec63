import ForgeCore
import GRDB

/// Counts what the filters of a list can offer, from the indexes that the list is sorted by.
enum Facets {
    static func fetch(_ database: Database) throws -> ExperimentFacets {
        var facets = ExperimentFacets()
        facets.statuses = try counts(of: "status", database)
        facets.methods = try counts(of: "method", database)
        facets.models = try counts(of: "model", database)
        facets.datasets = try counts(of: "dataset", database)
        for (list, count) in try counts(of: "tags", database) {
            let tags = try StoredJSON.parse(list).array ?? []
            for tag in Set(tags.compactMap(\.string)) { facets.tags[tag, default: 0] += count }
        }
        let sums = try Row.fetchOne(
            database, sql: "SELECT TOTAL(done), TOTAL(calls) FROM experiments WHERE deleted_at IS NULL")
        if let sums {
            var column = ColumnReader(sums)
            facets.predictions = Int(try column.next(Double.self))
            facets.calls = Int(try column.next(Double.self))
        }
        return facets
    }

    private static func counts(of column: String, _ database: Database) throws -> [String: Int] {
        let statement = try database.cachedStatement(
            sql: "SELECT \(column), COUNT(*) FROM experiments WHERE deleted_at IS NULL GROUP BY \(column)")
        let rows = try Row.fetchCursor(statement)
        var counts: [String: Int] = [:]
        while let row = try rows.next() {
            var reader = ColumnReader(row)
            counts[try reader.text()] = try reader.next(Int.self)
        }
        return counts
    }
}
