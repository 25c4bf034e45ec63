import ForgeCore

/// Who runs an experiment. Ages are measured by the database's clock alone, so those of the machines may differ.
enum PostgresClaim {
    /// `ClaimRule.isRecent` of a row `c` of claims.
    static let isRecent = "abs(\(PostgresLane.now) - c.heartbeat_at) <= \(Int(ClaimRule.patience * 1000))"

    struct Holder {
        var owner: RunOwner
        var fence: Int
        /// Seconds since the last sign of life.
        var age: Double

        init(_ row: inout PostgresRowReader) throws {
            owner = RunOwner(host: try row.text(), pid: try row.int(), token: try row.text())
            fence = try row.int()
            age = Double(try row.int()) / 1000
        }
    }

    static func select(_ id: String) -> BoundSQL {
        """
        SELECT c.host, c.pid, c.token, c.fence, \(sql: PostgresLane.now) - c.heartbeat_at
        FROM claims c JOIN experiments e ON e.key = c.experiment WHERE e.id = \(id)
        """
    }

    /// Takes the experiment, whose row is locked meanwhile.
    ///
    /// - Returns: the number of the claim.
    /// - Throws: conflict naming the holder.
    static func take(_ id: String, by owner: RunOwner, _ transaction: PostgresTransaction) throws -> Int {
        let lock: BoundSQL = "SELECT key FROM experiments WHERE id = \(id) FOR NO KEY UPDATE"
        let results = try transaction.run([lock, select(id)])
        guard var experiment = results.first?.first else { throw try PostgresExperiments.notFound(id, transaction) }
        if var row = results.last?.first {
            let holder = try Holder(&row)
            if holder.owner == owner {
                try renew(id, transaction)
                return holder.fence
            }
            if ClaimRule.isAlive(holder.owner, heartbeatAge: holder.age, seenBy: owner) {
                throw StoreError.claimed(id, by: holder.owner, heartbeatAge: max(0, holder.age))
            }
        }
        return try write(experiment.int(), owner, transaction)
    }

    /// Puts `owner` into the place of whoever was there.
    static func write(_ key: Int, _ owner: RunOwner, _ transaction: PostgresTransaction) throws -> Int {
        let row = try transaction.first(
            """
            INSERT INTO claims AS c (experiment, host, pid, token, heartbeat_at)
            VALUES (\(key), \(owner.host), \(owner.pid), \(owner.token), \(sql: PostgresLane.now))
            ON CONFLICT (experiment) DO UPDATE SET host = excluded.host, pid = excluded.pid, token = excluded.token,
                heartbeat_at = excluded.heartbeat_at, fence = c.fence + 1
            RETURNING fence
            """)
        var reader = row
        return try reader?.int() ?? 1
    }

    private static func renew(_ id: String, _ transaction: PostgresTransaction) throws {
        try transaction.run(
            """
            UPDATE claims SET heartbeat_at = \(sql: PostgresLane.now)
            WHERE experiment = (SELECT key FROM experiments WHERE id = \(id))
            """)
    }

    /// - Throws: conflict when somebody else took it.
    static func renew(_ id: String, by owner: RunOwner, _ transaction: PostgresTransaction) throws {
        guard try holder(of: id, transaction)?.owner == owner else {
            throw StoreError.claimLost(id, to: try holder(of: id, transaction)?.owner)
        }
        try renew(id, transaction)
    }

    /// Does nothing when somebody else has taken over.
    static func release(_ id: String, by owner: RunOwner, _ transaction: PostgresTransaction) throws {
        _ = try holder(of: id, transaction)
        try transaction.run(
            """
            DELETE FROM claims WHERE experiment = (SELECT key FROM experiments WHERE id = \(id))
                AND host = \(owner.host) AND pid = \(owner.pid) AND token = \(owner.token)
            """)
    }

    /// Locks the claim for the rest of the transaction.
    private static func holder(of id: String, _ transaction: PostgresTransaction) throws -> Holder? {
        let exists: BoundSQL = "SELECT key FROM experiments WHERE id = \(id)"
        let results = try transaction.run([exists, "\(select(id)) FOR NO KEY UPDATE OF c"])
        guard results.first?.first != nil else { throw try PostgresExperiments.notFound(id, transaction) }
        guard var row = results.last?.first else { return nil }
        return try Holder(&row)
    }
}
