import ForgeCore

extension PostgresStore: BenchmarkStore {
    package func addCopies(_ copies: [BenchmarkCopy]) async throws {
        try await write { transaction in for copy in copies { try Self.add(copy, transaction) } }
    }

    private static func add(_ copy: BenchmarkCopy, _ transaction: PostgresTransaction) throws {
        let source = try PostgresExperiments.key(of: copy.template, transaction)
        let samples = try PostgresSamples.fetch(of: source, transaction)
        try PostgresExperiments.insert(copy.experiment, samples: samples, transaction)
        let key = try PostgresExperiments.key(of: copy.experiment.id, transaction)
        var statements = BenchmarkTables.all.map { table -> BoundSQL in
            let columns = BoundSQL(sql: table.columns.dropFirst().map(\.name).joined(separator: ", "))
            return """
                INSERT INTO \(sql: table.name) (experiment, \(columns)) SELECT \(key), \(columns)
                FROM \(sql: table.name) WHERE experiment = \(source) AND position < \(copy.done)
                """
        }
        statements.append("UPDATE experiments SET done = \(copy.done), calls = \(copy.done) WHERE key = \(key)")
        try transaction.run(statements)
        try PostgresResults.replace(copy.results, of: key, transaction)
    }
}
