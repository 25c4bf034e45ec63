import ForgeCore
import GRDB

extension SQLiteStore: BenchmarkStore {
    package func addCopies(_ copies: [BenchmarkCopy]) async throws {
        try await write { database in for copy in copies { try Self.add(copy, database) } }
    }

    private static func add(_ copy: BenchmarkCopy, _ database: Database) throws {
        let source = try ExperimentKey.find(copy.template, database)
        let samples = try SampleRows.fetch(of: source, database)
        let set = try SampleRows.store(samples.samples, hash: copy.experiment.sampleHash, database)
        try ExperimentRow.insert(copy.experiment, samples: samples, set: set, database)
        let key = try ExperimentKey.find(copy.experiment.id, database)
        for table in BenchmarkTables.all {
            let columns = table.columns.dropFirst().map(\.name).joined(separator: ", ")
            let statement = try database.cachedStatement(
                sql: """
                    INSERT INTO \(table.name) (experiment, \(columns)) SELECT ?, \(columns) FROM \(table.name)
                    WHERE experiment = ? AND position < ?
                    """)
            try statement.execute(arguments: [key, source, copy.done])
        }
        try database.execute(
            sql: "UPDATE experiments SET done = ?, calls = ? WHERE key = ?", arguments: [copy.done, copy.done, key])
        try ResultRow.replace(copy.results, of: key, database)
    }
}
