import Foundation
import Synchronization

/// Runs a training on a thread of its own, because it computes for hours and must not hold a thread of the shared pool.
package enum TrainingThread {
    /// A cancelled task makes `shouldStop` true; the body ends when it next looks.
    package static func run<Result: Sendable>(
        _ body: @escaping @Sendable (_ shouldStop: @escaping @Sendable () -> Bool) throws -> Result
    ) async throws -> Result {
        let isCancelled = Flag()
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let thread = Thread {
                    continuation.resume(with: Swift.Result { try body { isCancelled.isSet } })
                }
                thread.name = "training"
                thread.stackSize = 8 << 20
                thread.start()
            }
        } onCancel: {
            isCancelled.set()
        }
    }

    private final class Flag: Sendable {
        private let value = Atomic(false)
        var isSet: Bool { value.load(ordering: .relaxed) }
        func set() { value.store(true, ordering: .relaxed) }
    }
}
