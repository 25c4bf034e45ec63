package import ForgeCore

extension PostgresStore {
    package func create(_ experiment: Experiment, samples: SampleSet) async throws {
        try experiment.validate(with: samples)
        try await write { try PostgresExperiments.insert(experiment, samples: samples, $0) }
    }

    package func experiment(_ id: String) async throws -> Experiment {
        try await read { try PostgresExperiments.exact(id, $0) }
    }

    package func findExperiment(_ reference: String) async throws -> Experiment {
        try await read { try PostgresExperiments.find(reference, $0) }
    }

    package func samples(of id: String) async throws -> SampleSet {
        try await read { try PostgresSamples.fetch(of: PostgresExperiments.key(of: id, $0), $0) }
    }

    package func experiments(_ query: ExperimentQuery) async throws -> Page<Experiment> {
        try query.validate()
        return try await read { try PostgresExperimentPage(query: query).fetch($0) }
    }

    package func update(_ id: String, _ change: ExperimentChange) async throws {
        try await write { [leases] transaction in
            let key = try leases.lock(id, transaction).key
            try PostgresExperiments.apply(change, to: id, key: key, transaction)
        }
    }

    package func delete(_ id: String) async throws {
        try await write { transaction in
            let key = try PostgresExperiments.key(of: id, transaction)
            // Deleting twice keeps the first date.
            try transaction.run(
                """
                UPDATE experiments SET deleted_at = COALESCE(deleted_at, \(Timestamp.now().milliseconds))
                WHERE key = \(key)
                """)
        }
    }

    package func restore(_ id: String) async throws {
        try await write { transaction in
            let key = try PostgresExperiments.key(of: id, transaction)
            try transaction.run("UPDATE experiments SET deleted_at = NULL WHERE key = \(key)")
        }
    }
}
