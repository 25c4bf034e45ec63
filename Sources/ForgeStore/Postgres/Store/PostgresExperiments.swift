import ForgeCore
import Foundation

/// The experiments of a transaction.
enum PostgresExperiments {
    private static let shortestPart = 4
    /// So many of the newest experiments are looked at for suggestions.
    private static let suggestionPool = 200
    static let select = BoundSQL(sql: ExperimentRow.select)
    private static let brief = BoundSQL(sql: ExperimentRow.brief)

    // MARK: Finding

    /// - Throws: not found.
    static func key(of id: String, _ transaction: PostgresTransaction) throws -> Int {
        guard var row = try transaction.first("SELECT key FROM experiments WHERE id = \(id)") else {
            throw try notFound(id, transaction)
        }
        return try row.int()
    }

    static func notFound(_ reference: String, _ transaction: PostgresTransaction) throws -> StoreError {
        StoreError.notFound(reference, nearest: try nearest(to: reference, transaction))
    }

    static func exact(_ id: String, _ transaction: PostgresTransaction) throws -> Experiment {
        guard let experiment = try first("e.id = \(id)", transaction) else { throw try notFound(id, transaction) }
        return experiment
    }

    static func find(_ reference: String, _ transaction: PostgresTransaction) throws -> Experiment {
        if let experiment = try first("e.id = \(reference)", transaction) { return experiment }
        // A name goes before a part of an id: `delete demo` must never mean another experiment by chance.
        let named: BoundSQL = "e.name = \(reference) AND e.deleted_at IS NULL"
        if let experiment = try first(named, transaction) { return experiment }
        let ids = try idsContaining(reference, transaction)
        if ids.count == 1, let id = ids.first { return try exact(id, transaction) }
        guard ids.isEmpty else { throw StoreError.ambiguous(reference, candidates: ids) }
        throw try notFound(reference, transaction)
    }

    private static func first(_ condition: BoundSQL, _ transaction: PostgresTransaction) throws -> Experiment? {
        try transaction.map("\(select) WHERE \(condition) ORDER BY e.created_at DESC, e.key DESC LIMIT 1") {
            try ExperimentRow.decode(&$0)
        }.first
    }

    private static func idsContaining(_ part: String, _ transaction: PostgresTransaction) throws -> [String] {
        guard part.count >= shortestPart else { return [] }
        let contains = PostgresPattern(part).matches("id")
        return try transaction.map(
            "SELECT id FROM experiments WHERE deleted_at IS NULL AND \(contains) ORDER BY id DESC"
        ) { try $0.text() }
    }

    private static func nearest(to reference: String, _ transaction: PostgresTransaction) throws -> [String] {
        let words = try transaction.map(
            """
            SELECT id, name FROM experiments WHERE deleted_at IS NULL
            ORDER BY created_at DESC, key DESC LIMIT \(suggestionPool)
            """
        ) { [try $0.text(), try $0.text()] }
        return NearestName.candidates(for: reference, among: words.flatMap(\.self))
    }

    /// The experiments with these row numbers, in their order.
    static func fetch(
        _ keys: [Int], hasDetails: Bool = true, _ transaction: PostgresTransaction
    ) throws -> [Experiment] {
        if keys.isEmpty { return [] }
        return try transaction.map(
            """
            \(hasDetails ? select : brief) JOIN unnest(\(PostgresArray(keys))) WITH ORDINALITY AS wanted (key, place)
            ON wanted.key = e.key ORDER BY wanted.place
            """
        ) { try ExperimentRow.decode(&$0) }
    }

    // MARK: Making

    static func insert(_ experiment: Experiment, samples: SampleSet, _ transaction: PostgresTransaction) throws {
        let set = try PostgresSamples.store(samples.samples, hash: experiment.sampleHash, transaction)
        let added: BoundSQL = """
            INSERT INTO experiments (id, name, method, model, dataset, split, tags, seed, total, status, error,
                config_hash, sample_hash, sample_set, created_at, started_at, finished_at, deleted_at, elapsed)
            VALUES (\(experiment.id), \(experiment.name), \(experiment.method), \(experiment.model),
                \(experiment.dataset), \(experiment.split), \(PostgresJSON(try JSON.text(experiment.tags))),
                \(Int64(bitPattern: experiment.seed)), \(experiment.total), \(experiment.status.rawValue),
                \(experiment.error), \(experiment.configHash), \(experiment.sampleHash), \(set),
                \(experiment.createdAt.milliseconds), \(experiment.startedAt?.milliseconds),
                \(experiment.finishedAt?.milliseconds), \(experiment.deletedAt?.milliseconds), \(experiment.elapsed))
            ON CONFLICT (id) DO NOTHING RETURNING key
            """
        guard var row = try transaction.first(added) else { throw StoreError.duplicate(experiment.id) }
        try transaction.run(
            """
            INSERT INTO experiment_details (experiment, config, provenance, sample_origin)
            VALUES (\(try row.int()), \(PostgresJSON(try JSON.text(experiment.config))),
                \(PostgresJSON(try JSON.text(experiment.provenance))),
                \(PostgresJSON(try JSON.text(SampleOrigin(samples)))))
            """)
    }

    // MARK: Changing

    static func apply(
        _ change: ExperimentChange, to id: String, key: Int, _ transaction: PostgresTransaction
    ) throws {
        try change.check(for: id)
        if let status = change.status, status.isResumable {
            var row = try transaction.first("SELECT status FROM experiments WHERE key = \(key)")
            if try row?.text() == ExperimentStatus.completed.rawValue {
                throw StoreError.completed(id, refused: status)
            }
        }
        let assignments = try assignments(of: change)
        if !assignments.isEmpty {
            try transaction.run("UPDATE experiments SET \(assignments.joined(separator: ", ")) WHERE key = \(key)")
        }
        if let provenance = change.provenance {
            let json = PostgresJSON(try JSON.text(provenance))
            try transaction.run("UPDATE experiment_details SET provenance = \(json) WHERE experiment = \(key)")
        }
    }

    private static func assignments(of change: ExperimentChange) throws -> [BoundSQL] {
        var assignments: [BoundSQL] = []
        if let name = change.name { assignments.append("name = \(name)") }
        if let tags = change.tags { assignments.append("tags = \(PostgresJSON(try JSON.text(tags)))") }
        if let status = change.status { assignments.append("status = \(status.rawValue)") }
        if let error = change.error { assignments.append("error = \(error)") }
        if let startedAt = change.startedAt { assignments.append("started_at = \(startedAt.milliseconds)") }
        if let finishedAt = change.finishedAt { assignments.append("finished_at = \(finishedAt?.milliseconds)") }
        if let added = change.addedElapsed { assignments.append("elapsed = elapsed + \(added)") }
        return assignments
    }
}

/// The samples of experiments: one row each, once for every content hash.
enum PostgresSamples {
    /// - Returns: the key of the set in `sample_sets`.
    static func store(_ samples: [Sample], hash: String, _ transaction: PostgresTransaction) throws -> Int {
        let added = try transaction.first(
            "INSERT INTO sample_sets (content_hash) VALUES (\(hash)) ON CONFLICT (content_hash) DO NOTHING RETURNING key"
        )
        guard var row = added else {
            var stored = try transaction.first("SELECT key FROM sample_sets WHERE content_hash = \(hash)")
            return try stored?.int() ?? 0
        }
        let set = try row.int()
        let json = PostgresArray(try samples.map { PostgresJSON(try JSON.text($0)) })
        try transaction.run(
            """
            INSERT INTO samples (sample_set, position, sample)
            SELECT \(set), place - 1, sample FROM unnest(\(json)) WITH ORDINALITY AS given (sample, place)
            """)
        return set
    }

    static func fetch(of key: Int, _ transaction: PostgresTransaction) throws -> SampleSet {
        let header = try transaction.first(
            """
            SELECT d.sample_origin, e.sample_set FROM experiments e
            JOIN experiment_details d ON d.experiment = e.key WHERE e.key = \(key)
            """)
        guard var header else {
            throw DecodingError.dataCorrupted(.init(codingPath: [], debugDescription: "experiment without details"))
        }
        let origin = try header.json(SampleOrigin.self)
        let samples = try transaction.map(
            "SELECT sample FROM samples WHERE sample_set = \(try header.int()) ORDER BY position"
        ) { try $0.json(Sample.self) }
        return origin.set(of: samples)
    }
}
