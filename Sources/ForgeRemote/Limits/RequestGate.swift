private import ForgeCore
import Synchronization

/// Lets as many requests through at once as the concurrency allows, in the order of their coming.
final class RequestGate: Sendable {
    /// What an attempt says about the server's load.
    enum Outcome: Sendable {
        case success
        case throttled(retryAfter: Double?)
        /// Neither: errors of another kind do not mean that there are too many requests.
        case other
    }

    private struct Waiter {
        let id: Int
        let continuation: CheckedContinuation<Void, any Error>
    }

    private struct State {
        var concurrency: AdaptiveConcurrency
        var running = 0
        var nextID = 0
        var waiters: [Waiter] = []
        var isClosed = false
    }

    private let state: Mutex<State>

    /// - Parameter longestPause: seconds that a server may ask all requests to wait.
    init(bounds: AdaptiveConcurrency.Bounds, longestPause: Double) {
        state = Mutex(State(concurrency: AdaptiveConcurrency(bounds: bounds, longestPause: longestPause)))
    }

    var limit: Int { state.withLock { $0.concurrency.limit } }

    /// Waits for a place and for the end of a pause that the server asked for.
    ///
    /// - Returns: when the place was there, for `leave`.
    /// - Throws: `CancellationError`; `RemoteError` after `close`.
    func enter() async throws -> Double {
        try await takePlace()
        do {
            while true {
                let pause = state.withLock { $0.concurrency.pausedUntil } - Seconds.now
                guard pause > 0 else { break }
                try await Task.sleep(for: .seconds(pause))
            }
            guard !state.withLock({ $0.isClosed }) else { throw RemoteError.shutDown }
        } catch {
            leave(.other, enteredAt: 0)
            throw error
        }
        return Seconds.now
    }

    func leave(_ outcome: Outcome, enteredAt start: Double) {
        let admitted = state.withLock { state in
            switch outcome {
            case .success: state.concurrency.succeeded(startedAt: start, running: state.running, now: Seconds.now)
            case .throttled(let wait):
                state.concurrency.throttled(startedAt: start, retryAfter: wait, now: Seconds.now)
            case .other: break
            }
            state.running -= 1
            return Self.admit(&state)
        }
        for waiter in admitted { waiter.continuation.resume() }
    }

    /// Fails those who wait and all who come after.
    func close() {
        let waiters = state.withLock { state in
            defer { state.waiters = [] }
            state.isClosed = true
            return state.waiters
        }
        for waiter in waiters { waiter.continuation.resume(throwing: RemoteError.shutDown) }
    }

    private static func admit(_ state: inout State) -> [Waiter] {
        let free = min(max(0, state.concurrency.limit - state.running), state.waiters.count)
        let admitted = Array(state.waiters.prefix(free))
        state.waiters.removeFirst(free)
        state.running += free
        return admitted
    }

    private func takePlace() async throws {
        let id = state.withLock { state in
            state.nextID += 1
            return state.nextID
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let decision: Result<Void, any Error>? = state.withLock { state in
                    if state.isClosed { return .failure(RemoteError.shutDown) }
                    // A cancellation before this found no waiter to end.
                    if Task.isCancelled { return .failure(CancellationError()) }
                    guard state.running >= state.concurrency.limit || !state.waiters.isEmpty else {
                        state.running += 1
                        return .success(())
                    }
                    state.waiters.append(Waiter(id: id, continuation: continuation))
                    return nil
                }
                if let decision { continuation.resume(with: decision) }
            }
        } onCancel: {
            let waiter = state.withLock { state in
                state.waiters.firstIndex { $0.id == id }.map { state.waiters.remove(at: $0) }
            }
            waiter?.continuation.resume(throwing: CancellationError())
        }
    }
}
