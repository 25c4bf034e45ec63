import Foundation
import Synchronization

/// Up to so many connections as there is work for, each on a thread of its own: nothing blocks Swift's shared pool.
final class PostgresPool: Sendable {
    private let core: PostgresPoolCore

    init(address: PostgresAddress, options: PostgresOptions) {
        core = PostgresPoolCore(address: address, options: options)
    }

    /// Its threads end when their work is done.
    deinit { core.close {} }

    /// Runs `body` on a consistent view of the database.
    func read<Value: Sendable>(
        _ body: @escaping @Sendable (PostgresTransaction) throws -> Value
    ) async throws -> Value {
        try Task.checkCancellation()
        return try await onLane { lane, finish in
            finish(Result { try lane.read(body) })
            lane.endRead()
        }
    }

    /// Runs `body` in one transaction, several times when that is needed, and returns when it is committed. Ignores
    /// cancellation: a sample that finished while its run was being stopped is stored all the same.
    func write<Value: Sendable>(
        isNumbered: Bool = true, _ body: @escaping @Sendable (PostgresTransaction) throws -> Value
    ) async throws -> Value {
        try await onLane { lane, finish in finish(Result { try lane.write(isNumbered: isNumbered, body) }) }
    }

    func close() async {
        await withCheckedContinuation { continuation in core.close { continuation.resume() } }
    }

    private func onLane<Value: Sendable>(
        _ work: @escaping @Sendable (PostgresLane, (Result<Value, any Error>) -> Void) -> Void
    ) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            core.add(
                PostgresJob(
                    run: { lane in work(lane) { continuation.resume(with: $0) } },
                    fail: { continuation.resume(throwing: $0) }))
        }
    }
}

/// Work for a lane: is run or fails, once.
final class PostgresJob: Sendable {
    private let isTaken = Atomic(false)
    private let work: @Sendable (PostgresLane) -> Void
    private let failure: @Sendable (StoreError) -> Void

    init(run: @escaping @Sendable (PostgresLane) -> Void, fail: @escaping @Sendable (StoreError) -> Void) {
        work = run
        failure = fail
    }

    func run(on lane: PostgresLane) {
        if take() { work(lane) }
    }

    func fail(_ error: StoreError) {
        if take() { failure(error) }
    }

    private func take() -> Bool {
        isTaken.compareExchange(expected: false, desired: true, ordering: .relaxed).exchanged
    }
}

/// The work that waits and the threads that do it; outlives the pool until its threads have ended.
private final class PostgresPoolCore: Sendable {
    private struct State {
        var waiting: [PostgresJob] = []
        var lanes = 0
        var idle = 0
        var isClosed = false
        var whenClosed: [@Sendable () -> Void] = []
    }

    private let address: PostgresAddress
    private let options: PostgresOptions
    private let state = Mutex(State())
    private let wakeUp = DispatchSemaphore(value: 0)
    private let wasReached = WasReached()

    init(address: PostgresAddress, options: PostgresOptions) {
        self.address = address
        self.options = options
    }

    func add(_ job: PostgresJob) {
        let (isClosed, isFull, isNew) = state.withLock { state in
            guard !state.isClosed else { return (true, false, false) }
            state.waiting.append(job)
            let isCrowded = state.waiting.count > state.idle
            let isNew = isCrowded && state.lanes < options.connections
            if isNew { state.lanes += 1 }
            return (false, isCrowded && !isNew, isNew)
        }
        if isClosed { return job.fail(StoreError.closed(address)) }
        if isNew { startLane() }
        if isFull { fail(job, after: options.waitTimeout) }
        wakeUp.signal()
    }

    /// - Parameter done: called when the last thread has ended.
    func close(_ done: @escaping @Sendable () -> Void) {
        let (left, lanes) = state.withLock { state in
            state.isClosed = true
            defer { state.waiting.removeAll() }
            if state.lanes > 0 { state.whenClosed.append(done) }
            return (state.waiting, state.lanes)
        }
        for job in left { job.fail(StoreError.closed(address)) }
        for _ in 0..<lanes { wakeUp.signal() }
        if lanes == 0 { done() }
    }

    private func fail(_ job: PostgresJob, after seconds: Double) {
        DispatchQueue.global().asyncAfter(deadline: .now() + seconds) { [address, options, weak job] in
            job?.fail(StoreError.allBusy(address, connections: options.connections, seconds: seconds))
        }
    }

    private func startLane() {
        let thread = Thread { [self] in
            let lane = PostgresLane(address: address, options: options, wasReached: wasReached)
            while let job = next() { job.run(on: lane) }
        }
        thread.name = "forge-postgres"
        thread.stackSize = 4 << 20
        thread.start()
    }

    /// - Returns: nil when the thread is to end; it is then counted out.
    private func next() -> PostgresJob? {
        while true {
            let (job, isClosed) = state.withLock { state -> (PostgresJob?, Bool) in
                if !state.waiting.isEmpty { return (state.waiting.removeFirst(), false) }
                state.idle += 1
                return (nil, state.isClosed)
            }
            if let job { return job }
            let isTimeout = !isClosed && wakeUp.wait(timeout: .now() + options.idleTimeout) == .timedOut
            let (isEnding, whenClosed) = state.withLock { state -> (Bool, [@Sendable () -> Void]) in
                state.idle -= 1
                guard state.waiting.isEmpty, isTimeout || state.isClosed else { return (false, []) }
                state.lanes -= 1
                guard state.lanes == 0, state.isClosed else { return (true, []) }
                defer { state.whenClosed.removeAll() }
                return (true, state.whenClosed)
            }
            for done in whenClosed { done() }
            if isEnding { return nil }
        }
    }
}
