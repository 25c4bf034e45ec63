package import ForgeCore
import Foundation
import GRDB

extension SQLiteStore {
    package func enqueue(_ ids: [String], batch: String) async throws {
        try await write { database in
            for id in ids {
                let key = try ExperimentKey.find(id, database)
                try database.execute(
                    sql: """
                        INSERT INTO queue (experiment, batch, added_at)
                        SELECT ?, ?, MAX(?, COALESCE((SELECT MAX(added_at) FROM queue), 0)) WHERE true
                        ON CONFLICT (experiment) DO NOTHING
                        """,
                    arguments: [key, StoredText(batch), Timestamp.now().milliseconds])
            }
        }
    }

    package func dequeue(_ id: String) async throws {
        try await write { database in
            let key = try ExperimentKey.find(id, database)
            try database.execute(sql: "DELETE FROM queue WHERE experiment = ?", arguments: [key])
        }
    }

    package func queue() async throws -> [QueueEntry] {
        try await read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT e.id, q.batch, q.added_at FROM queue q JOIN experiments e ON e.key = q.experiment
                    WHERE e.deleted_at IS NULL ORDER BY q.ticket
                    """
            ).map { row in
                var column = ColumnReader(row)
                return QueueEntry(
                    experimentID: try column.text(), batch: try column.text(), addedAt: try column.date())
            }
        }
    }
}
