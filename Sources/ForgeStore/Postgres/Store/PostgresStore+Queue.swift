package import ForgeCore

extension PostgresStore {
    package func enqueue(_ ids: [String], batch: String) async throws {
        try await write { transaction in
            for id in ids {
                let key = try PostgresExperiments.key(of: id, transaction)
                try transaction.run(
                    """
                    INSERT INTO queue (experiment, batch, added_at)
                    VALUES (\(key), \(batch), \(sql: PostgresLine.now))
                    ON CONFLICT (experiment) DO NOTHING
                    """)
            }
        }
    }

    package func dequeue(_ id: String) async throws {
        try await write { transaction in
            let key = try PostgresExperiments.key(of: id, transaction)
            try transaction.run([
                "DELETE FROM queue WHERE experiment = \(key)",
                "DELETE FROM batches b WHERE NOT EXISTS (SELECT 1 FROM queue q WHERE q.batch = b.batch)",
            ])
        }
    }

    package func queue() async throws -> [QueueEntry] {
        try await read { transaction in
            try transaction.map(
                """
                SELECT e.id, q.batch, q.added_at FROM queue q JOIN experiments e ON e.key = q.experiment
                WHERE e.deleted_at IS NULL ORDER BY q.ticket
                """
            ) { QueueEntry(experimentID: try $0.text(), batch: try $0.text(), addedAt: try $0.date()) }
        }
    }
}

extension PostgresStore: SharedLine {
    package func takeNext(by owner: RunOwner, without left: Set<String>) async throws -> QueueEntry? {
        var passed = left.sorted()
        while true {
            let without = passed
            let taken = try await write { transaction -> (entry: QueueEntry, fence: Int?)? in
                guard let entry = try PostgresLine.next(for: owner, without: without, transaction) else { return nil }
                do {
                    let fence = try PostgresClaim.take(entry.experimentID, by: owner, transaction)
                    try PostgresLine.noteTurn(of: entry.batch, transaction)
                    return (entry, fence)
                } catch let error as StoreError where error.code == "store.claimed" {
                    return (entry, nil)
                }
            }
            guard let (entry, fence) = taken else { return nil }
            if let fence {
                leases.keep(Leases.Lease(owner: owner, fence: fence), of: entry.experimentID)
                return entry
            }
            // Somebody was faster.
            passed.append(entry.experimentID)
        }
    }

    package func runningInLine() async throws -> [String] {
        try await read { transaction in
            try transaction.map(
                """
                SELECT e.id FROM queue q JOIN experiments e ON e.key = q.experiment
                JOIN claims c ON c.experiment = q.experiment
                WHERE e.deleted_at IS NULL AND \(sql: PostgresClaim.isRecent)
                ORDER BY q.ticket
                """
            ) { try $0.text() }
        }
    }

    package func keepTurn(of id: String, by owner: RunOwner) async throws -> Bool {
        try await write { transaction in
            try PostgresClaim.renew(id, by: owner, transaction)
            var row = try transaction.first(
                """
                SELECT EXISTS (
                    SELECT 1 FROM queue q JOIN experiments e ON e.key = q.experiment
                    WHERE e.id = \(id) AND e.deleted_at IS NULL)
                """)
            return try row?.truth() ?? false
        }
    }
}

/// Whose turn it is in the line.
enum PostgresLine {
    /// The line's own time, which never goes back: after the database's clock was set back, whoever came last would
    /// otherwise go first until it has caught up.
    static let now = """
        GREATEST(\(PostgresLane.now), (SELECT MAX(added_at) FROM queue), (SELECT MAX(turn_at) FROM batches))
        """

    /// Locks the experiment; those that others are looking at are passed over. A claim of this host is looked at too: its
    /// holder may be known to be dead before its time is over.
    static func next(
        for owner: RunOwner, without passed: [String], _ transaction: PostgresTransaction
    ) throws -> QueueEntry? {
        try transaction.map(
            """
            SELECT e.id, q.batch, q.added_at
            FROM queue q JOIN experiments e ON e.key = q.experiment
            LEFT JOIN claims c ON c.experiment = q.experiment
            LEFT JOIN batches b ON b.batch = q.batch
            WHERE e.deleted_at IS NULL AND e.id <> ALL (\(PostgresArray(passed))) AND (
                c.experiment IS NULL OR c.host = \(owner.host)
                OR NOT (\(sql: PostgresClaim.isRecent)))
            ORDER BY GREATEST(q.added_at, b.turn_at), q.ticket LIMIT 1
            FOR NO KEY UPDATE OF q, e SKIP LOCKED
            """
        ) { QueueEntry(experimentID: try $0.text(), batch: try $0.text(), addedAt: try $0.date()) }.first
    }

    /// Lets the other batches go first.
    static func noteTurn(of batch: String, _ transaction: PostgresTransaction) throws {
        try transaction.run(
            """
            INSERT INTO batches (batch, turn_at) VALUES (\(batch), \(sql: now) + 1)
            ON CONFLICT (batch) DO UPDATE SET turn_at = excluded.turn_at
            """)
    }
}
