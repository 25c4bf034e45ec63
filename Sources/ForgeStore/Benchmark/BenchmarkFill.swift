import ForgeCore
import GRDB

/// Fills a store with experiments: some sample by sample, the many others as their copies, which SQLite makes by itself.
struct BenchmarkFill {
    let store: SQLiteStore
    let config: JSONValue
    /// Tasks that record at once.
    let concurrency: Int

    private static let copiesPerTransaction = 500

    /// Records an experiment of `count` samples, one transaction each, and completes it.
    ///
    /// - Returns: the experiment, and the seconds that recording took.
    @discardableResult
    func record(number: Int, count: Int, named name: String? = nil) async throws -> (Experiment, seconds: Double) {
        let data = try BenchmarkData(number: number, count: count, config: config)
        var experiment = data.experiment
        experiment.name = name ?? experiment.name
        try await store.create(experiment, samples: data.samples)
        let clock = ContinuousClock()
        let start = clock.now
        try await withThrowingTaskGroup(of: Void.self) { group in
            for index in 0..<count {
                if index >= concurrency { try await group.next() }
                group.addTask { try await store.record(data.prediction(index), calls: [data.call(index)]) }
            }
            try await group.waitForAll()
        }
        let seconds = (clock.now - start).seconds
        try await store.replaceResults(of: experiment.id, BenchmarkVariety.results(number, total: count))
        return (try await store.experiment(experiment.id), seconds)
    }

    /// Makes experiments with these numbers, each with the answers of the template of its data set.
    func copy(_ templates: [Experiment], as numbers: Range<Int>, progress: (Int) -> Void) async throws {
        let templates = try await store.read { database in try templates.map { try Template($0, database) } }
        for first in stride(from: numbers.lowerBound, to: numbers.upperBound, by: Self.copiesPerTransaction) {
            progress(first)
            let part = first..<min(first + Self.copiesPerTransaction, numbers.upperBound)
            try await store.write { database in
                for number in part { try add(number, from: templates[number % templates.count], database) }
            }
        }
    }

    /// An experiment that others are copies of.
    private struct Template: Sendable {
        let experiment: Experiment
        let key: Int64
        let samples: SampleSet
        let sampleSet: Int64

        init(_ experiment: Experiment, _ database: Database) throws {
            self.experiment = experiment
            key = try ExperimentKey.find(experiment.id, database)
            samples = try SampleRows.fetch(of: key, database)
            sampleSet = try SampleRows.store(samples.samples, hash: experiment.sampleHash, database)
        }
    }

    private func add(_ number: Int, from template: Template, _ database: Database) throws {
        let total = template.experiment.total
        let experiment = BenchmarkVariety.experiment(
            number, total: total, sampleHash: template.experiment.sampleHash, config: config)
        try ExperimentRow.insert(experiment, samples: template.samples, set: template.sampleSet, database)
        let key = try ExperimentKey.find(experiment.id, database)
        let isStopped = BenchmarkVariety.isStopped(number)
        let done = isStopped ? total / 2 : total
        for table in ["predictions", "scores", "runs"] {
            try copy(table, from: template.key, to: key, upTo: done, database)
        }
        try database.execute(
            sql: "UPDATE experiments SET done = ?, calls = ? WHERE key = ?", arguments: [done, done, key])
        try ResultRow.replace(isStopped ? [] : BenchmarkVariety.results(number, total: total), of: key, database)
    }

    private func copy(
        _ table: String, from source: Int64, to key: Int64, upTo position: Int, _ database: Database
    ) throws {
        // This table function leaves out generated columns, which cannot be written.
        let columns = try String.fetchAll(
            database, sql: "SELECT name FROM pragma_table_info(?) WHERE name <> 'experiment'", arguments: [table]
        ).joined(separator: ", ")
        let statement = try database.cachedStatement(
            sql: """
                INSERT INTO \(table) (experiment, \(columns)) SELECT ?, \(columns) FROM \(table)
                WHERE experiment = ? AND position < ?
                """)
        try statement.execute(arguments: [key, source, position])
    }
}
