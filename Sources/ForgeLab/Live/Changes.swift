private import Synchronization

/// Wakes those who wait for something to change.
///
/// Whoever waits notes the count, looks, then waits for more: a change between the looking and the waiting is not lost.
final class Changes: Sendable {
    private let state = Mutex(State())

    private struct State {
        var count = 0
        /// By number, so that whoever stops waiting can leave.
        var waiting: [Int: AsyncStream<Void>.Continuation] = [:]
        var nextNumber = 0
    }

    /// How many there were.
    var count: Int { state.withLock { $0.count } }
    /// How many wait for one.
    var waiters: Int { state.withLock { $0.waiting.count } }

    func tell() {
        let waiting = state.withLock { state in
            state.count += 1
            defer { state.waiting = [:] }
            return state.waiting
        }
        for waiter in waiting.values { waiter.finish() }
    }

    /// Returns once there are more changes than `count`, or when the calling task is cancelled.
    func wait(after count: Int) async {
        let (stream, continuation) = AsyncStream<Void>.makeStream()
        let number = state.withLock { state -> Int? in
            guard state.count == count else { return nil }
            defer { state.nextNumber += 1 }
            state.waiting[state.nextNumber] = continuation
            return state.nextNumber
        }
        guard let number else { return }
        defer { state.withLock { $0.waiting[number] = nil } }
        for await _ in stream {}
    }

    /// The same, but returns after so long at the latest: for what others may change who cannot tell.
    func wait(after count: Int, atMost time: Duration) async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await self.wait(after: count) }
            group.addTask { try? await Task.sleep(for: time) }
            await group.next()
            group.cancelAll()
        }
    }
}
