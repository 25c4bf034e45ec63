import ForgeCore
import GRDB

/// The samples of experiments: one row each, once for every content hash.
enum SampleRows {
    /// - Returns: the key of the set in `sample_sets`.
    static func store(_ samples: [Sample], hash: String, _ database: Database) throws -> Int64 {
        let stored = try Int64.fetchOne(
            database, sql: "SELECT key FROM sample_sets WHERE content_hash = ?", arguments: [hash])
        if let stored { return stored }
        try database.execute(sql: "INSERT INTO sample_sets (content_hash) VALUES (?)", arguments: [hash])
        let set = database.lastInsertedRowID
        let statement = try database.cachedStatement(
            sql: "INSERT INTO samples (sample_set, position, sample) VALUES (?, ?, ?)")
        for (position, sample) in samples.enumerated() {
            try statement.execute(arguments: [set, position, try JSON.text(sample)])
        }
        return set
    }

    static func fetch(of key: Int64, _ database: Database) throws -> SampleSet {
        let header = try Row.fetchOne(
            database,
            sql: """
                SELECT d.sample_origin, e.sample_set FROM experiments e
                JOIN experiment_details d ON d.experiment = e.key WHERE e.key = ?
                """, arguments: [key])
        guard let header else {
            throw DecodingError.dataCorrupted(.init(codingPath: [], debugDescription: "experiment without details"))
        }
        var column = ColumnReader(header)
        let origin = try column.json(SampleOrigin.self)
        let texts = try String.fetchCursor(
            database, sql: "SELECT sample FROM samples WHERE sample_set = ? ORDER BY position",
            arguments: [try column.next(Int64.self)])
        var samples: [Sample] = []
        while let text = try texts.next() { samples.append(try JSON.decode(from: text)) }
        return origin.set(of: samples)
    }
}
