import ForgeCore
import GRDB

extension ExperimentChange {
    /// - Throws: conflict when a completed experiment is to leave that state; it is the end of an experiment's life.
    func apply(to id: String, key: Int64, _ database: Database) throws {
        try check(for: id)
        if let status { try check(status, of: id, key: key, database) }
        let assignments = try assignments()
        if !assignments.isEmpty {
            try database.execute(
                literal: "UPDATE experiments SET \(assignments.joined(separator: ", ")) WHERE key = \(key)")
        }
        if let provenance {
            let text = try JSON.text(provenance)
            try database.execute(
                literal: "UPDATE experiment_details SET provenance = \(text) WHERE experiment = \(key)")
        }
    }

    private func check(_ status: ExperimentStatus, of id: String, key: Int64, _ database: Database) throws {
        let current = try String.fetchOne(
            database, sql: "SELECT status FROM experiments WHERE key = ?", arguments: [key])
        if current == ExperimentStatus.completed.rawValue, status.isResumable {
            throw StoreError.completed(id, refused: status)
        }
    }

    private func assignments() throws -> [SQL] {
        var assignments: [SQL] = []
        if let name { assignments.append("name = \(StoredText(name))") }
        if let tags { assignments.append("tags = \(try JSON.text(tags))") }
        if let status { assignments.append("status = \(status.rawValue)") }
        if let error { assignments.append("error = \(StoredText(error))") }
        if let startedAt { assignments.append("started_at = \(startedAt.milliseconds)") }
        if let finishedAt { assignments.append("finished_at = \(finishedAt?.milliseconds)") }
        if let addedElapsed { assignments.append("elapsed = elapsed + \(addedElapsed)") }
        return assignments
    }
}
