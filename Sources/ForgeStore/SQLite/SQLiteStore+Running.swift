package import ForgeCore
import Foundation
import GRDB

extension SQLiteStore {
    package func claim(_ id: String, by owner: RunOwner) async throws {
        try await write { try Claim(id: id, $0).take(by: owner, $0) }
    }

    package func heartbeat(_ id: String, by owner: RunOwner) async throws {
        try await write { try Claim(id: id, $0).renew(by: owner, $0) }
    }

    package func release(_ id: String, by owner: RunOwner) async throws {
        try await write { try Claim(id: id, $0).release(by: owner, $0) }
    }

    @discardableResult
    package func record(_ prediction: Prediction, calls: [ModelCall]) async throws -> Bool {
        try prediction.validate(with: calls)
        return try await write { database in
            let key = try ExperimentKey.find(prediction.experimentID, database)
            try prediction.checkPosition(of: key, database)
            try UnfinishedRow.delete(of: key, position: prediction.index, database)
            guard try PredictionRow.insert(prediction, of: key, database) else { return false }
            try ScoreRows.insert(prediction.scores, of: key, position: prediction.index, database)
            for call in calls { try CallRow.insert(call, of: key, database) }
            let counting = try database.cachedStatement(
                sql: "UPDATE experiments SET done = done + 1, calls = calls + ? WHERE key = ?")
            try counting.execute(arguments: [calls.count, key])
            return true
        }
    }

    package func forgetFailures(of id: String) async throws {
        try await write { database in
            let key = try ExperimentKey.find(id, database)
            let failed = "IN (SELECT position FROM predictions WHERE experiment = :key AND status = 'failed')"
            let calls =
                try Int.fetchOne(
                    database,
                    sql: "SELECT count(*) FROM runs WHERE experiment = :key AND position \(failed)",
                    arguments: ["key": key]) ?? 0
            for table in ["runs", "scores"] {
                try database.execute(
                    sql: "DELETE FROM \(table) WHERE experiment = :key AND position \(failed)",
                    arguments: ["key": key])
            }
            try database.execute(
                sql: "DELETE FROM predictions WHERE experiment = :key AND status = 'failed'", arguments: ["key": key])
            try database.execute(
                sql: "UPDATE experiments SET done = done - :samples, calls = calls - :calls WHERE key = :key",
                arguments: ["samples": database.changesCount, "calls": calls, "key": key])
        }
    }

    package func finishedIndices(of id: String) async throws -> Set<Int> {
        try await read { database in
            let key = try ExperimentKey.find(id, database)
            return try Int.fetchSet(
                database, sql: "SELECT position FROM predictions WHERE experiment = ?", arguments: [key])
        }
    }

    package func keep(_ progress: SampleProgress, of id: String, index: Int) async throws {
        try progress.validate(of: id, index: index)
        try await write { database in
            let key = try ExperimentKey.find(id, database)
            try UnfinishedRow.keep(progress, of: key, position: index, database)
        }
    }

    package func unfinished(of id: String) async throws -> [Int: SampleProgress] {
        try await read { try UnfinishedRow.fetch(of: ExperimentKey.find(id, $0), $0) }
    }

    package func discardUnfinished(of id: String, index: Int?) async throws {
        try await write { database in
            try UnfinishedRow.delete(of: ExperimentKey.find(id, database), position: index, database)
        }
    }
}

extension SampleProgress {
    /// - Throws: invalid input for a time that is not finite, or calls of another sample.
    fileprivate func validate(of id: String, index: Int) throws {
        let times = [seconds] + calls.flatMap { [$0.latency, $0.timeToFirstToken, $0.queueTime] }
        guard index >= 0, times.allSatisfy(\.isFinite) else {
            throw StoreError.invalid("The progress of sample \(index) of experiment \(id) has an unusable number.")
        }
        guard calls.allSatisfy({ $0.experimentID == id && $0.index == index }) else {
            throw StoreError.invalid("A model call kept for sample \(index) of experiment \(id) is another sample's.")
        }
    }
}

extension Prediction {
    /// - Throws: invalid input for numbers that are not finite, or calls that belong to another sample or twice.
    fileprivate func validate(with calls: [ModelCall]) throws {
        let place = "sample \(index) of experiment \(experimentID)"
        guard index >= 0 else { throw StoreError.invalid("A position of \(index) was given for a sample.") }
        for (metric, value) in scores where !value.isFinite {
            throw StoreError.invalid(
                "The score \(metric) of \(place) is \(value).", remedy: "Leave out a score that could not be computed.")
        }
        let times =
            [latency, timeToFirstToken ?? 0] + calls.flatMap { [$0.latency, $0.timeToFirstToken, $0.queueTime] }
        guard times.allSatisfy(\.isFinite) else { throw StoreError.invalid("A time of \(place) is not finite.") }
        guard calls.allSatisfy({ $0.experimentID == experimentID && $0.index == index }) else {
            throw StoreError.invalid("A model call that came with \(place) belongs to another sample.")
        }
        guard Set(calls.map(\.step)).count == calls.count else {
            throw StoreError.invalid("Two model calls of \(place) have the same number.")
        }
    }

    fileprivate func checkPosition(of key: Int64, _ database: Database) throws {
        let statement = try database.cachedStatement(sql: "SELECT total FROM experiments WHERE key = ?")
        let total = try Int.fetchOne(statement, arguments: [key]) ?? 0
        guard index < total else {
            throw StoreError.invalid("Experiment \(experimentID) has \(total) samples; there is no sample \(index).")
        }
    }
}
