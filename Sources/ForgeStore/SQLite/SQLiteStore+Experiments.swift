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
