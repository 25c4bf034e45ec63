import ForgeCore
import Foundation
import Synchronization

/// Who reads from a PostgreSQL database: a store, each time as it is then, or a snapshot.
protocol PostgresReading: Sendable {
    func read<Value: Sendable>(
        _ body: @escaping @Sendable (PostgresTransaction) throws -> Value
    ) async throws -> Value
}

/// One moment of a database for many reads, which one connection holds: what others write meanwhile is not seen.
final class PostgresSnapshot: PostgresReading {
    // A class with a lock: work comes from tasks and is done on the connection's own thread.
    private typealias Job = @Sendable (Result<PostgresTransaction, any Error>) -> Void

    private struct State {
        var waiting: [Job] = []
        /// Why no more is read.
        var end: (any Error)?
    }

    private let state = Mutex(State())
    private let wakeUp = DispatchSemaphore(value: 0)

    private init() {}

    /// Runs `body` with a snapshot that ends with it.
    static func hold<Value: Sendable>(
        on pool: PostgresPool, _ body: @escaping @Sendable (PostgresSnapshot) async throws -> Value
    ) async throws -> Value {
        let snapshot = PostgresSnapshot()
        async let service: Void = snapshot.beServed(by: pool)
        let result: Result<Value, any Error>
        do {
            result = .success(try await body(snapshot))
        } catch {
            result = .failure(error)
        }
        snapshot.end(CancellationError())
        await service
        return try result.get()
    }

    func read<Value: Sendable>(
        _ body: @escaping @Sendable (PostgresTransaction) throws -> Value
    ) async throws -> Value {
        try Task.checkCancellation()
        return try await withCheckedThrowingContinuation { continuation in
            add { transaction in
                continuation.resume(with: Result { try body(transaction.get()) })
            }
        }
    }

    /// What fails here fails for everybody who waits for it.
    private func beServed(by pool: PostgresPool) async {
        do {
            try await pool.read { try self.serve($0) }
        } catch {
            end(error)
        }
    }

    /// Throws only before anything was read: after that another transaction would show another moment.
    private func serve(_ transaction: PostgresTransaction) throws {
        try transaction.run("SELECT 1")
        // Whole tables are counted and read.
        transaction.allow(PostgresStore.wholeTablePatience)
        while let job = next() { job(.success(transaction)) }
    }

    private func add(_ job: @escaping Job) {
        let end = state.withLock { state -> (any Error)? in
            if state.end == nil { state.waiting.append(job) }
            return state.end
        }
        if let end { return job(.failure(end)) }
        wakeUp.signal()
    }

    private func end(_ error: any Error) {
        let waiting = state.withLock { state in
            if state.end == nil { state.end = error }
            defer { state.waiting.removeAll() }
            return state.waiting
        }
        for job in waiting { job(.failure(error)) }
        wakeUp.signal()
    }

    private func next() -> Job? {
        while true {
            let (job, isOver) = state.withLock { state in
                (state.waiting.isEmpty ? nil : state.waiting.removeFirst(), state.end != nil)
            }
            if let job { return job }
            if isOver { return nil }
            wakeUp.wait()
        }
    }
}

extension PostgresStore: PostgresReading {
    /// Runs `body` with the database as it is at this moment.
    func withSnapshot<Value: Sendable>(
        _ body: @escaping @Sendable (PostgresSnapshot) async throws -> Value
    ) async throws -> Value {
        do {
            return try await PostgresSnapshot.hold(on: pool, body)
        } catch {
            throw StoreError.translate(error, address: address)
        }
    }
}
