import ForgeCore
import Foundation
import GRDB

/// Who runs an experiment. Used inside a transaction that holds the write lock, so two processes cannot both win.
struct Claim {
    private let id: String
    private let key: Int64
    private let holder: RunOwner?
    private let heartbeatAge: Double

    init(id: String, _ database: Database) throws {
        self.id = id
        key = try ExperimentKey.find(id, database)
        let row = try Row.fetchOne(
            database, sql: "SELECT host, pid, token, heartbeat_at FROM claims WHERE experiment = ?", arguments: [key])
        guard let row else {
            holder = nil
            heartbeatAge = .infinity
            return
        }
        var column = ColumnReader(row)
        holder = RunOwner(host: try column.text(), pid: try column.next(), token: try column.text())
        heartbeatAge = Date().timeIntervalSince(try column.date())
    }

    func take(by owner: RunOwner, _ database: Database) throws {
        if let holder, holder != owner, ClaimRule.isAlive(holder, heartbeatAge: heartbeatAge, seenBy: owner) {
            throw StoreError.claimed(id, by: holder, heartbeatAge: max(0, heartbeatAge))
        }
        try database.execute(
            sql: """
                INSERT INTO claims (experiment, host, pid, token, heartbeat_at) VALUES (?, ?, ?, ?, ?)
                ON CONFLICT (experiment) DO UPDATE SET
                    host = excluded.host, pid = excluded.pid, token = excluded.token,
                    heartbeat_at = excluded.heartbeat_at
                """,
            arguments: [
                key, StoredText(owner.host), owner.pid, StoredText(owner.token), Timestamp.now().milliseconds,
            ])
    }

    func renew(by owner: RunOwner, _ database: Database) throws {
        guard holder == owner else { throw StoreError.claimLost(id, to: holder) }
        try database.execute(
            sql: "UPDATE claims SET heartbeat_at = ? WHERE experiment = ?",
            arguments: [Timestamp.now().milliseconds, key])
    }

    /// Does nothing when somebody else has taken over.
    func release(by owner: RunOwner, _ database: Database) throws {
        guard holder == owner else { return }
        try database.execute(sql: "DELETE FROM claims WHERE experiment = ?", arguments: [key])
    }
}
