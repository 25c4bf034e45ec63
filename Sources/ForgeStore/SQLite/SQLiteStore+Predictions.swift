package import ForgeCore
import GRDB

extension SQLiteStore {
    package func predictions(of id: String, _ query: PredictionQuery) async throws -> Page<Prediction> {
        try query.validate()
        return try await read { try PredictionPage(experimentID: id, query: query).fetch($0) }
    }

    package func calls(of id: String, index: Int?, cursor: String?, limit: Int) async throws -> Page<ModelCall> {
        try PageLimit.check(limit)
        return try await read { database in
            try CallPage(experimentID: id, index: index, cursor: cursor, limit: limit).fetch(database)
        }
    }

    package func replaceScores(of id: String, _ scores: [Int: [String: Double]]) async throws {
        try scores.validate(of: id)
        try await write { database in
            let key = try ExperimentKey.find(id, database)
            for (position, values) in scores.sorted(by: { $0.key < $1.key }) {
                let exists = try database.cachedStatement(
                    sql: "SELECT 1 FROM predictions WHERE experiment = ? AND position = ?")
                guard try Int.fetchOne(exists, arguments: [key, position]) != nil else {
                    throw StoreError.invalid("Experiment \(id) has no stored sample \(position) to score.")
                }
                try ScoreRows.delete(of: key, position: position, database)
                try ScoreRows.insert(values, of: key, position: position, database)
            }
        }
    }

    package func replaceTraces(of id: String, _ traces: [Int: JSONValue]) async throws {
        try await write { database in
            let key = try ExperimentKey.find(id, database)
            let statement = try database.cachedStatement(
                sql: "UPDATE predictions SET trace = ? WHERE experiment = ? AND position = ?")
            for (position, trace) in traces.sorted(by: { $0.key < $1.key }) {
                try statement.execute(arguments: [trace == .null ? nil : try JSON.text(trace), key, position])
                guard database.changesCount == 1 else {
                    throw StoreError.invalid("Experiment \(id) has no stored sample \(position) to judge.")
                }
            }
        }
    }

    package func results(of id: String) async throws -> [MetricResult] {
        try await read { try ResultRow.fetch(of: ExperimentKey.find(id, $0), $0) }
    }

    package func replaceResults(of id: String, _ results: [MetricResult]) async throws {
        try results.validate(of: id)
        try await write { database in
            let key = try ExperimentKey.find(id, database)
            try ResultRow.replace(results, of: key, database)
        }
    }
}
