import ForgeCore
import Synchronization

/// The claims that this process holds, with the number that each had when it was taken: a fencing token.
///
/// A process that was stopped for longer than its lease may wake up while another runs its experiment. All its writes to
/// that experiment then fail, because the number in the database is a higher one.
final class Leases: Sendable {
    struct Lease: Sendable {
        var owner: RunOwner
        var fence: Int
    }

    /// An experiment whose row is locked for the rest of the transaction.
    struct Locked {
        var key: Int
        var total: Int
    }

    private let held = Mutex<[String: Lease]>([:])

    func keep(_ lease: Lease, of id: String) { held.withLock { $0[id] = lease } }
    func forget(_ id: String) { held.withLock { _ = $0.removeValue(forKey: id) } }
    func lease(of id: String) -> Lease? { held.withLock { $0[id] } }

    /// Locks an experiment's row, so that those who write to it do so one after the other, and checks that its claim is
    /// still ours if this process ever took it.
    ///
    /// - Throws: not found, or conflict when somebody else holds the experiment now.
    func lock(_ id: String, _ transaction: PostgresTransaction) throws -> Locked {
        let lock: BoundSQL = "SELECT key, total FROM experiments WHERE id = \(id) FOR NO KEY UPDATE"
        guard let lease = lease(of: id) else {
            guard let row = try transaction.first(lock) else { throw try PostgresExperiments.notFound(id, transaction) }
            return try locked(row)
        }
        // A statement of its own, which sees what was committed while the first one waited for the lock.
        let results = try transaction.run([lock, PostgresClaim.select(id)])
        guard let row = results.first?.first else { throw try PostgresExperiments.notFound(id, transaction) }
        guard var claim = results.last?.first else { throw StoreError.claimLost(id, to: nil) }
        let holder = try PostgresClaim.Holder(&claim)
        guard holder.owner == lease.owner, holder.fence == lease.fence else {
            throw StoreError.claimLost(id, to: holder.owner)
        }
        return try locked(row)
    }

    private func locked(_ row: PostgresRowReader) throws -> Locked {
        var row = row
        return Locked(key: try row.int(), total: try row.int())
    }
}
