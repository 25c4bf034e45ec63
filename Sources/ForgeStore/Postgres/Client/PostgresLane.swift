import Foundation
import Synchronization

/// A connection and the thread it belongs to: connects when it is needed, runs transactions, and runs them again where
/// that is safe.
///
/// What is done when something breaks:
/// - Two transactions that were in each other's way (serialisation failure, deadlock): nothing was stored, the whole
///   transaction runs again.
/// - A connection that broke before `COMMIT` was sent: the same, on a new connection.
/// - A connection that broke while `COMMIT` was under way: the new connection looks into `writers`, where every
///   transaction leaves its number. When it is there the transaction was stored, and its result is returned; when not,
///   it runs again. So nothing is done twice, and nothing is reported as done that was not.
final class PostgresLane {
    let address: PostgresAddress
    let options: PostgresOptions
    /// Names this lane in `writers`.
    private let writer = UUID().uuidString
    private var transactions = 0
    private var connection: PostgresConnection?
    private var isReading = false
    /// Whether any lane of the pool ever had a connection: a server that never answered is not waited for.
    private let wasReached: WasReached

    init(address: PostgresAddress, options: PostgresOptions, wasReached: WasReached) {
        self.address = address
        self.options = options
        self.wasReached = wasReached
    }

    /// Runs `body` on a consistent view. `endRead` has to follow.
    func read<Value>(_ body: (PostgresTransaction) throws -> Value) throws -> Value {
        try attempt { connection in
            let transaction = PostgresTransaction(.read, on: connection)
            do {
                let value = try body(transaction)
                isReading = transaction.hasBegun
                return value
            } catch {
                rollBack(transaction, connection)
                throw error
            }
        }
    }

    /// After the reader has its result, so that it does not wait for this round trip.
    func endRead() {
        guard isReading else { return }
        isReading = false
        connection?.patience = options.statementTimeout
        if (try? connection?.run("COMMIT")) == nil { connection = nil }
    }

    /// Runs `body` in one transaction and returns when it is committed.
    ///
    /// - Parameter isNumbered: false while there is no table `writers` yet; a commit with an unknown end then is an error.
    func write<Value>(isNumbered: Bool = true, _ body: (PostgresTransaction) throws -> Value) throws -> Value {
        try attempt { connection in
            let transaction = PostgresTransaction(.write, on: connection)
            let value: Value
            do {
                value = try body(transaction)
            } catch {
                rollBack(transaction, connection)
                throw error
            }
            connection.patience = options.statementTimeout
            if transaction.hasBegun { try commit(on: connection, isNumbered: isNumbered) }
            return value
        }
    }

    // MARK: Ends of transactions

    private func rollBack(_ transaction: PostgresTransaction, _ connection: PostgresConnection) {
        guard transaction.hasBegun, !connection.isLost else { return }
        connection.patience = options.statementTimeout
        if (try? connection.run("ROLLBACK")) == nil { self.connection = nil }
    }

    private func commit(on connection: PostgresConnection, isNumbered: Bool) throws {
        transactions += 1
        let number: BoundSQL = """
            INSERT INTO writers (writer, transactions, seen_at) VALUES (\(writer), \(transactions), \(sql: Self.now))
            ON CONFLICT (writer) DO UPDATE SET transactions = excluded.transactions, seen_at = excluded.seen_at
            """
        do {
            let results = try connection.run((isNumbered ? [number] : []) + ["COMMIT"])
            guard results.last?.command == "COMMIT" else {
                throw PostgresFailure(state: "40001", message: "the transaction was rolled back", isLost: false)
            }
        } catch let failure as PostgresFailure where failure.isLost {
            self.connection = nil
            guard isNumbered else { throw StoreError.commitUnknown(address, cause: failure.message) }
            if try wasCommitted(transactions, after: failure) { return }
            throw PostgresFailure(state: "40001", message: failure.message, isLost: false)
        } catch {
            if (try? connection.run("ROLLBACK")) == nil { self.connection = nil }
            throw error
        }
    }

    /// Milliseconds since 1970 by the database's clock: those of several machines differ.
    static let now = "(extract(epoch FROM clock_timestamp()) * 1000)::bigint"

    private func wasCommitted(_ number: Int, after failure: PostgresFailure) throws -> Bool {
        do {
            // The row's lock is held by the old transaction until it has come to its end.
            return try attempt { connection in
                let row = try connection.run(
                    "SELECT transactions FROM writers WHERE writer = \(writer) FOR UPDATE"
                ).first
                guard var row else { return false }
                return try row.int() >= number
            }
        } catch {
            throw StoreError.commitUnknown(address, cause: "\(failure.message); then: \(error)")
        }
    }

    // MARK: Attempts

    /// - Throws: what `body` throws, or a `StoreError` once it is no use to try again.
    private func attempt<Value>(_ body: (PostgresConnection) throws -> Value) throws -> Value {
        var patience = Patience(options.reconnectPatience)
        while true {
            do {
                return try body(try connected())
            } catch let failure as PostgresFailure {
                if failure.isLost || connection?.isLost == true { connection = nil }
                let isHopeless = failure.isConnecting && failure.state != "57P03" && !wasReached.value
                guard failure.isRetryable, !isHopeless, patience.pause(after: failure) else {
                    throw StoreError.translate(failure, address: address)
                }
            }
        }
    }

    private func connected() throws -> PostgresConnection {
        if let connection, !connection.isLost { return connection }
        connection = nil
        let made = try PostgresConnection(
            to: address, connectTimeout: options.connectTimeout, patience: options.statementTimeout)
        connection = made
        wasReached.set()
        return made
    }
}

/// How long a transaction is tried again.
private struct Patience {
    private static let mostCollisions = 20
    private let seconds: Double
    private var firstLoss: ContinuousClock.Instant?
    private var failures = 0

    init(_ seconds: Double) { self.seconds = seconds }

    /// Sleeps on the lane's own thread.
    ///
    /// - Returns: false when it was tried for long enough.
    mutating func pause(after failure: PostgresFailure) -> Bool {
        failures += 1
        if failure.isCollision {
            guard failures <= Self.mostCollisions else { return false }
            Thread.sleep(forTimeInterval: .random(in: 0.002...0.02) * Double(failures))
            return true
        }
        let first = firstLoss ?? .now
        firstLoss = first
        guard first.duration(to: .now) < .seconds(seconds) else { return false }
        Thread.sleep(forTimeInterval: min(2, 0.05 * Double(1 << min(failures, 6))) * .random(in: 0.5...1))
        return true
    }
}

/// Whether the server ever answered.
final class WasReached: Sendable {
    private let flag = Atomic(false)
    var value: Bool { flag.load(ordering: .relaxed) }

    func set() { flag.store(true, ordering: .relaxed) }
}
