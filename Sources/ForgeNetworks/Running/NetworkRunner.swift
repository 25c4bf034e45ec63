import ForgeCore
import Foundation
import Synchronization

/// Runs a network on threads of its own, merging what callers ask for at the same time into batches.
///
/// Every thread computes whole sequences, so there is no barrier between threads: beside other busy processes they
/// only get slower by what they lose. Threads sleep while nothing waits.
final class NetworkRunner: Sendable {
    private let line: SharedLine

    init(_ network: any Network, threads: Int, batchTokens: Int, name: String) {
        let line = SharedLine(workers: threads)
        self.line = line
        for number in 0..<threads {
            let thread = Thread { line.work(network, batchTokens: batchTokens) }
            thread.name = "\(name) \(number)"
            thread.stackSize = 4 << 20
            thread.start()
        }
    }

    deinit { line.stop() }

    /// One row per sequence, in order. A cancelled task gets its error at once; batches that run are not waited for.
    func run(_ sequences: [TokenSequence]) async throws -> [[Float]] {
        guard !sequences.isEmpty else { return [] }
        let request = line.newRequest()
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { line.add(sequences, request: request, $0) }
        } onCancel: {
            line.cancel(request)
        }
    }
}

/// What a runner's threads and callers share; it outlives the runner until the threads have ended.
private final class SharedLine: Sendable {
    typealias Answer = CheckedContinuation<[[Float]], any Error>

    private struct Pending {
        var rows: [[Float]]
        var missing: Int
        var answer: Answer
    }

    private struct State {
        var line = WaitingLine()
        var pending: [Int: Pending] = [:]
        /// Numbers given out whose sequences have not come yet.
        var announced: Set<Int> = []
        /// Cancelled before their sequences came.
        var cancelled: Set<Int> = []
        var lastRequest = 0
        var stopped = false
    }

    private let state = Mutex(State())
    private let wakeUp = DispatchSemaphore(value: 0)
    private let workers: Int

    init(workers: Int) { self.workers = workers }

    func newRequest() -> Int {
        state.withLock { state in
            state.lastRequest += 1
            state.announced.insert(state.lastRequest)
            return state.lastRequest
        }
    }

    func add(_ sequences: [TokenSequence], request: Int, _ answer: Answer) {
        let isCancelled = state.withLock { state in
            state.announced.remove(request)
            if state.cancelled.remove(request) != nil { return true }
            state.line.add(sequences, request: request)
            state.pending[request] = Pending(
                rows: Array(repeating: [], count: sequences.count), missing: sequences.count, answer: answer)
            return false
        }
        if isCancelled { return answer.resume(throwing: CancellationError()) }
        for _ in 0..<min(workers, sequences.count) { wakeUp.signal() }
    }

    func cancel(_ request: Int) {
        let pending = state.withLock { state in
            state.line.remove(request: request)
            let pending = state.pending.removeValue(forKey: request)
            if state.announced.contains(request) { state.cancelled.insert(request) }
            return pending
        }
        pending?.answer.resume(throwing: CancellationError())
    }

    func stop() {
        state.withLock { $0.stopped = true }
        for _ in 0..<workers { wakeUp.signal() }
    }

    func work(_ network: any Network, batchTokens: Int) {
        var workspace = Workspace()
        while true {
            wakeUp.wait()
            while true {
                let batch = state.withLock { $0.line.next(budget: batchTokens, workers: workers) }
                if batch.isEmpty { break }
                deliver(network.run(PackedBatch(batch.map(\.sequence)), in: &workspace), to: batch.map(\.place))
            }
            if state.withLock({ $0.stopped }) { return }
        }
    }

    private func deliver(_ rows: [[Float]], to places: [WaitingLine.Place]) {
        let finished = state.withLock { state in
            for (row, place) in zip(rows, places) {
                state.pending[place.request]?.rows[place.index] = row
                state.pending[place.request]?.missing -= 1
            }
            let done = Set(places.map(\.request)).filter { state.pending[$0]?.missing == 0 }
            return done.compactMap { state.pending.removeValue(forKey: $0) }
        }
        for pending in finished { pending.answer.resume(returning: pending.rows) }
    }
}
