package import ForgeCore

extension PostgresStore {
    package func claim(_ id: String, by owner: RunOwner) async throws {
        let fence = try await write { try PostgresClaim.take(id, by: owner, $0) }
        leases.keep(Leases.Lease(owner: owner, fence: fence), of: id)
    }

    package func heartbeat(_ id: String, by owner: RunOwner) async throws {
        try await write { try PostgresClaim.renew(id, by: owner, $0) }
    }

    package func release(_ id: String, by owner: RunOwner) async throws {
        try await write { try PostgresClaim.release(id, by: owner, $0) }
        if leases.lease(of: id)?.owner == owner { leases.forget(id) }
    }

    @discardableResult
    package func record(_ prediction: Prediction, calls: [ModelCall]) async throws -> Bool {
        try prediction.validate(with: calls)
        return try await write { [leases] transaction in
            let locked = try leases.lock(prediction.experimentID, transaction)
            try prediction.checkPosition(total: locked.total)
            return try PostgresPredictions.record(prediction, calls: calls, of: locked.key, transaction)
        }
    }

    package func forgetFailures(of id: String) async throws {
        try await write { [leases] transaction in
            let key = try leases.lock(id, transaction).key
            let failed: BoundSQL = """
                IN (SELECT position FROM predictions WHERE experiment = \(key) AND status = 'failed')
                """
            let results = try transaction.run([
                "DELETE FROM runs WHERE experiment = \(key) AND position \(failed)",
                "DELETE FROM scores WHERE experiment = \(key) AND position \(failed)",
                "DELETE FROM predictions WHERE experiment = \(key) AND status = 'failed'",
            ])
            let (calls, samples) = (results.first?.changed ?? 0, results.last?.changed ?? 0)
            guard samples > 0 else { return }
            try transaction.run(
                "UPDATE experiments SET done = done - \(samples), calls = calls - \(calls) WHERE key = \(key)")
        }
    }

    package func finishedIndices(of id: String) async throws -> Set<Int> {
        try await read { transaction in
            let key = try PostgresExperiments.key(of: id, transaction)
            return Set(
                try transaction.map("SELECT position FROM predictions WHERE experiment = \(key)") { try $0.int() })
        }
    }

    package func keep(_ progress: SampleProgress, of id: String, index: Int) async throws {
        try progress.validate(of: id, index: index)
        try await write { [leases] transaction in
            let key = try leases.lock(id, transaction).key
            try PostgresUnfinished.keep(progress, of: key, position: index, transaction)
        }
    }

    package func unfinished(of id: String) async throws -> [Int: SampleProgress] {
        try await read { try PostgresUnfinished.fetch(of: PostgresExperiments.key(of: id, $0), $0) }
    }

    package func discardUnfinished(of id: String, index: Int?) async throws {
        try await write { [leases] transaction in
            let key = try leases.lock(id, transaction).key
            let position: BoundSQL = index.map { " AND position = \($0)" } ?? ""
            try transaction.run("DELETE FROM unfinished WHERE experiment = \(key)\(position)")
        }
    }
}
