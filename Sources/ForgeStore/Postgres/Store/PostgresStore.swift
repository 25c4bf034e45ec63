import ForgeCore
import Foundation
import Synchronization

/// Experiments in a PostgreSQL database, which several machines may share.
///
/// A write is committed when its method returns, and is done once however often the connection breaks meanwhile (see
/// `PostgresLane`). Writes ignore task cancellation, as those of `SQLiteStore` do.
package struct PostgresStore: ExperimentStore {
    package let address: PostgresAddress
    let pool: PostgresPool
    /// The claims that were taken through this store: whoever lost one can no longer write to its experiment.
    let leases = Leases()
    /// Something that has to live as long as the store does, such as a temporary schema.
    let companion: (any Sendable)?

    /// Connects and brings the schema up to date.
    ///
    /// - Parameter isMigrating: false to refuse a schema that is not up to date.
    /// - Throws: `StoreError` when the database cannot be reached or entered, or was written by a newer version.
    package static func open(
        _ address: PostgresAddress, options: PostgresOptions = PostgresOptions(), isMigrating: Bool = true,
        keeping companion: (any Sendable)? = nil
    ) async throws -> PostgresStore {
        let store = PostgresStore(
            address: address, pool: PostgresPool(address: address, options: options), companion: companion)
        do {
            let migrator = PostgresMigrator(address: address)
            if try await store.read({ try migrator.pending($0) }).isEmpty { return store }
            guard isMigrating else { throw StoreError.olderSchema(address.description) }
            // The table of transaction numbers may not be there yet.
            try await store.translating { try await store.pool.write(isNumbered: false) { try migrator.migrate($0) } }
            return store
        } catch {
            await store.pool.close()
            throw error
        }
    }

    package func close() async throws { await pool.close() }

    func read<Value: Sendable>(
        _ body: @escaping @Sendable (PostgresTransaction) throws -> Value
    ) async throws -> Value {
        try await translating { try await pool.read(body) }
    }

    func write<Value: Sendable>(
        _ body: @escaping @Sendable (PostgresTransaction) throws -> Value
    ) async throws -> Value {
        try await translating { try await pool.write(body) }
    }

    private func translating<Value>(_ body: () async throws -> Value) async throws -> Value {
        do { return try await body() } catch { throw StoreError.translate(error, address: address) }
    }
}
