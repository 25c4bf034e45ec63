import Testing

@testable import ForgeLab

@Suite("Waiting for a change", .timeLimit(.minutes(1)))
struct ChangesTests {
    @Test func `whoever waited for long enough is forgotten`() async {
        let changes = Changes()
        for _ in 0..<3 { await changes.wait(after: changes.count, atMost: .milliseconds(5)) }
        #expect(changes.waiters == 0)
    }

    @Test func `a change wakes all who wait, and none is missed`() async {
        let changes = Changes()
        let seen = changes.count
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<3 { group.addTask { await changes.wait(after: seen) } }
            while changes.waiters < 3 { await Task.yield() }
            changes.tell()
        }
        #expect(changes.count == seen + 1 && changes.waiters == 0)
        // What has happened already is not waited for.
        await changes.wait(after: seen)
    }
}
