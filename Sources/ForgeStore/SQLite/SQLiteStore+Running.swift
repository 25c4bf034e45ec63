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
            try prediction.checkPosition(total: total(of: key, database))
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

    private func total(of key: Int64, _ database: Database) throws -> Int {
        let statement = try database.cachedStatement(sql: "SELECT total FROM experiments WHERE key = ?")
        return try Int.fetchOne(statement, arguments: [key]) ?? 0
    }
}
