package import ForgeCore
import Foundation
import GRDB

extension SQLiteStore {
    package func create(_ experiment: Experiment, samples: SampleSet) async throws {
        try experiment.validate(with: samples)
        try await write { database in
            guard try !ExperimentKey.exists(experiment.id, database) else { throw StoreError.duplicate(experiment.id) }
            let set = try SampleRows.store(samples.samples, hash: experiment.sampleHash, database)
            try ExperimentRow.insert(experiment, samples: samples, set: set, database)
        }
    }

    package func experiment(_ id: String) async throws -> Experiment {
        try await read { try ExperimentLookup.exact(id, $0) }
    }

    package func findExperiment(_ reference: String) async throws -> Experiment {
        try await read { try ExperimentLookup.find(reference, $0) }
    }

    package func samples(of id: String) async throws -> SampleSet {
        try await read { try SampleRows.fetch(of: ExperimentKey.find(id, $0), $0) }
    }

    package func experiments(_ query: ExperimentQuery) async throws -> Page<Experiment> {
        try query.validate()
        return try await read { try ExperimentPage(query: query).fetch($0) }
    }

    package func update(_ id: String, _ change: ExperimentChange) async throws {
        try await write { database in
            let key = try ExperimentKey.find(id, database)
            try change.apply(to: id, key: key, database)
        }
    }

    package func delete(_ id: String) async throws {
        try await write { database in
            let key = try ExperimentKey.find(id, database)
            // Deleting twice keeps the first date.
            try database.execute(
                sql: "UPDATE experiments SET deleted_at = COALESCE(deleted_at, ?) WHERE key = ?",
                arguments: [Timestamp.now().milliseconds, key])
        }
    }

    package func restore(_ id: String) async throws {
        try await write { database in
            let key = try ExperimentKey.find(id, database)
            try database.execute(sql: "UPDATE experiments SET deleted_at = NULL WHERE key = ?", arguments: [key])
        }
    }
}

extension Experiment {
    /// - Throws: invalid input when it cannot be stored as it is, or its sample hash is not that of the samples.
    fileprivate func validate(with samples: SampleSet) throws {
        guard !id.isEmpty, total >= 0, elapsed.isFinite else {
            throw StoreError.invalid("Experiment \"\(name)\" needs an id, a total of 0 or more and a finite time.")
        }
        guard done == 0 else {
            throw StoreError.invalid("A new experiment has 0 samples done; \(id) says \(done).")
        }
        let hash = try samples.contentHash()
        guard sampleHash == hash else {
            throw StoreError.invalid(
                "The samples of experiment \(id) are not the ones its hash names.",
                cause: "The hash is \(sampleHash), the samples' own is \(hash).",
                remedy: "Set sampleHash to SampleSet.contentHash().")
        }
    }
}
