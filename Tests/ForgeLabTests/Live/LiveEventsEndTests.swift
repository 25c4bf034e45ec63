import ForgeCore
import Foundation
import Synchronization
import Testing

@testable import ForgeLab

/// Subscriptions that end by cancellation while events come.
struct LiveEventsEndTests {
    /// A task that is cancelled ends its stream while the runtime holds a lock of that task, and an event that wakes the
    /// task wants the same lock: with a lock of our own around both, two threads once waited for each other for ever.
    @Test(.timeLimit(.minutes(1)))
    func `Events that come while subscriptions are cancelled hold up nobody`() async throws {
        let events = LiveEvents()
        let isDone = Flag()
        // A thread of its own, so that a deadlock of the tasks' threads does not keep it from publishing.
        Thread { while !isDone.value.load(ordering: .relaxed) { events.publish(.queue, "again") } }.start()
        await withTaskGroup { group in
            for _ in 0..<4 {
                group.addTask {
                    for _ in 0..<2000 {
                        await withTaskGroup { watchers in
                            for _ in 0..<4 { watchers.addTask { for await _ in events.subscribe() {} } }
                            await Task.yield()
                            watchers.cancelAll()
                        }
                    }
                }
            }
        }
        isDone.value.store(true, ordering: .relaxed)
        events.publish(.queue, "the last")
        #expect(events.watcherCount == 0)
    }

    private final class Flag: Sendable {
        let value = Atomic(false)
    }
}
