import ForgeCore
import Foundation
import GRDB

/// How an experiment lies in `experiments` and `experiment_details`.
enum ExperimentRow {
    static let select = "SELECT \(columns(config: "d.config", provenance: "d.provenance")) \(tables)"

    static let brief = "SELECT \(columns(config: "'{}'", provenance: "'{}'")) FROM experiments e"
    static let tables = "FROM experiments e JOIN experiment_details d ON d.experiment = e.key"

    private static func columns(config: String, provenance: String) -> String {
        """
        e.id, e.name, e.method, e.model, e.dataset, e.split, e.tags, e.seed, e.total, e.done, e.status, e.error,
        \(config), e.config_hash, e.sample_hash, \(provenance), e.created_at, e.started_at, e.finished_at,
        e.deleted_at, e.elapsed
        """
    }

    /// The experiments with these row numbers, in their order.
    static func fetch(_ keys: [Int64], hasDetails: Bool = true, _ database: Database) throws -> [Experiment] {
        let statement = try database.cachedStatement(sql: "\(hasDetails ? select : brief) WHERE e.key = ?")
        return try keys.compactMap { try Row.fetchOne(statement, arguments: [$0]).map(decode) }
    }

    static func decode(_ row: Row) throws -> Experiment {
        var column = ColumnReader(row)
        return try decode(&column)
    }

    static func decode(_ column: inout some RowReader) throws -> Experiment {
        let id = try column.text()
        let (name, method, model) = (try column.text(), try column.text(), try column.text())
        let (dataset, split) = (try column.text(), try column.text())
        let tags = try column.texts()
        let seed = UInt64(bitPattern: Int64(try column.int()))
        let (total, done) = (try column.int(), try column.int())
        let status = try column.named(ExperimentStatus.self)
        let error = try column.optionalText()
        let config = try column.jsonValue()
        let (configHash, sampleHash) = (try column.text(), try column.text())
        var experiment = Experiment(
            id: id, name: name, method: method, model: model, dataset: dataset, split: split, tags: tags, seed: seed,
            total: total, config: config, configHash: configHash, sampleHash: sampleHash,
            provenance: try column.jsonValue(), createdAt: try column.date())
        experiment.done = done
        experiment.status = status
        experiment.error = error
        experiment.startedAt = try column.optionalDate()
        experiment.finishedAt = try column.optionalDate()
        experiment.deletedAt = try column.optionalDate()
        experiment.elapsed = try column.double()
        return experiment
    }

    static func insert(_ experiment: Experiment, samples: SampleSet, set: Int64, _ database: Database) throws {
        try database.execute(
            sql: """
                INSERT INTO experiments (id, name, method, model, dataset, split, tags, seed, total, status, error,
                    config_hash, sample_hash, sample_set, created_at, started_at, finished_at, deleted_at, elapsed)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                StoredText(experiment.id), StoredText(experiment.name), StoredText(experiment.method),
                StoredText(experiment.model), StoredText(experiment.dataset), StoredText(experiment.split),
                try JSON.text(experiment.tags), Int64(bitPattern: experiment.seed), experiment.total,
                experiment.status.rawValue, StoredText(experiment.error), StoredText(experiment.configHash),
                experiment.sampleHash, set, experiment.createdAt.milliseconds, experiment.startedAt?.milliseconds,
                experiment.finishedAt?.milliseconds, experiment.deletedAt?.milliseconds, experiment.elapsed,
            ])
        try database.execute(
            sql: "INSERT INTO experiment_details (experiment, config, provenance, sample_origin) VALUES (?, ?, ?, ?)",
            arguments: [
                database.lastInsertedRowID, try JSON.text(experiment.config), try JSON.text(experiment.provenance),
                try JSON.text(SampleOrigin(samples)),
            ])
    }
}

/// What a sample set says about itself beside its samples. Equal samples of different origin are stored once.
struct SampleOrigin: Codable {
    var dataset: String
    var split: String
    var datasetHash: String
    var source: String
    var seed: UInt64
    var population: Int

    init(_ set: SampleSet) {
        dataset = set.dataset
        split = set.split
        datasetHash = set.datasetHash
        source = set.source
        seed = set.seed
        population = set.population
    }

    func set(of samples: [Sample]) -> SampleSet {
        SampleSet(
            dataset: dataset, split: split, datasetHash: datasetHash, source: source, seed: seed,
            population: population, samples: samples)
    }
}
