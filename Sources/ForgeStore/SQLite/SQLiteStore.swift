import ForgeCore
import Foundation
import GRDB

/// Experiments in one SQLite file, in WAL mode: reads never wait for writes, and several processes may share it.
///
/// Durability: with `synchronous = NORMAL` a commit is in the operating system's hands when a method returns, so
/// killing the process at any moment loses nothing. A power cut may undo the last commits (never damage the file);
/// `resume` then answers those samples again. The alternative, `FULL`, costs one disk flush per sample.
///
/// Writes ignore task cancellation: a sample that finished while its run was being stopped is stored all the same.
package struct SQLiteStore: ExperimentStore {
    let pool: DatabasePool
    let path: String
    /// Something that has to live as long as the store does, such as a temporary folder.
    let companion: (any Sendable)?

    package func close() async throws {
        do {
            // Readers first: the last connection moves the log into the file and removes it, which a reader cannot.
            pool.invalidateReadOnlyConnections()
            try pool.close()
        } catch {
            throw StoreError.translate(error, path: path)
        }
    }

    /// Runs `body` on a consistent snapshot.
    func read<Value: Sendable>(_ body: @Sendable (Database) throws -> Value) async throws -> Value {
        do { return try await pool.read(body) } catch { throw StoreError.translate(error, path: path) }
    }

    /// Runs `body` in one immediate transaction and returns when it is committed.
    func write<Value: Sendable>(_ body: @escaping @Sendable (Database) throws -> Value) async throws -> Value {
        do {
            // GRDB's own async `write` stops for a cancelled task; this form does not.
            return try await withCheckedThrowingContinuation { continuation in
                pool.asyncWrite(body) { _, result in continuation.resume(with: result) }
            }
        } catch {
            throw StoreError.translate(error, path: path)
        }
    }
}
