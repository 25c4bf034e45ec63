import ForgeCore
import Testing

@testable import ForgeEngines

@Suite struct `Prefix pool` {
    private func pool(slots: Int = 4, multiple: Int = 1) -> PrefixPool {
        PrefixPool(settings: .init(slots: slots, isSharing: true, multiple: multiple))
    }

    private func claim(_ prompt: some Sequence<Int32>, adapter: String? = nil) -> PrefixPool.Claim {
        .init(prompt: Array(prompt)[...], adapter: adapter)
    }

    private let common: [Int32] = (0..<100).map { $0 }

    @Test func `A finished sequence's prefix is taken over in place`() {
        var (pool, actions) = (pool(), [MemoryAction]())
        #expect(pool.admit(claim([1, 2, 3, 4]), actions: &actions) == .started(slot: 0, shared: 0))
        pool.advance(0, by: [1, 2, 3, 4])
        pool.finish(0, actions: &actions)
        #expect(pool.admit(claim([1, 2, 3, 9]), actions: &actions) == .started(slot: 0, shared: 3))
        #expect(actions == [.truncate(0, length: 3)])
        #expect(pool.length(of: 0) == 3)
    }

    @Test func `A running sequence's prefix is copied when it is long`() {
        var (pool, actions) = (pool(), [MemoryAction]())
        _ = pool.admit(claim(common + [1]), actions: &actions)
        pool.advance(0, by: common + [1])
        #expect(pool.admit(claim(common + [2]), actions: &actions) == .started(slot: 1, shared: 100))
        #expect(actions == [.copy(from: 0, to: 1, length: 100)])
        #expect(pool.admit(claim([0, 1, 2, 9]), actions: &actions) == .started(slot: 2, shared: 0))
    }

    @Test func `A new conversation takes the slot that rests shortest, and leaves the others what they hold`() {
        var (pool, actions) = (pool(slots: 3), [MemoryAction]())
        let histories = (0..<3).map { index in common + (0..<60).map { Int32(1000 * (index + 1) + $0) } }
        for history in histories {
            guard case .started(let slot, let shared) = pool.admit(claim(history), actions: &actions) else {
                Issue.record("not admitted")
                return
            }
            pool.advance(slot, by: history.dropFirst(shared))
        }
        // The first and the last wait for their tools; the second has ended just now.
        for slot in [0, 2, 1] { pool.finish(slot, actions: &actions) }
        // It begins a little more like the last one.
        let decision = pool.admit(claim(histories[2].prefix(104) + [7, 7, 7]), actions: &actions)
        #expect(decision == .started(slot: 1, shared: 100))
        for index in [0, 2] {
            #expect(
                pool.admit(claim(histories[index] + [9, 9]), actions: &actions) == .started(slot: index, shared: 160))
        }
    }

    @Test(arguments: [(12, 0), (16, 8), (17, 8), (20, 8), (23, 8), (24, 16)])
    func `Prefixes are cut to a multiple and leave as much to compute`(count: Int, shared: Int) {
        var (pool, actions) = (pool(multiple: 8), [MemoryAction]())
        _ = pool.admit(claim(common), actions: &actions)
        pool.advance(0, by: common)
        pool.finish(0, actions: &actions)
        let decision = pool.admit(claim(common.prefix(count)), actions: &actions)
        guard case .started(_, let taken) = decision else {
            Issue.record("not admitted")
            return
        }
        #expect(taken == shared)
    }

    @Test func `A request waits while another one computes its long prefix`() {
        var (pool, actions) = (pool(), [MemoryAction]())
        _ = pool.admit(claim(common + [1]), actions: &actions)
        #expect(pool.admit(claim(common + [2]), actions: &actions) == .waitForPrefix)
        pool.advance(0, by: common)
        #expect(pool.admit(claim(common + [2]), actions: &actions) == .started(slot: 1, shared: 100))
    }

    @Test func `Sequences with different adapters share nothing`() {
        var (pool, actions) = (pool(), [MemoryAction]())
        _ = pool.admit(claim(common + [1], adapter: "a"), actions: &actions)
        pool.advance(0, by: common + [1])
        #expect(pool.admit(claim(common + [2], adapter: "b"), actions: &actions) == .started(slot: 1, shared: 0))
    }

    @Test func `The sequence that rests longest makes way`() {
        var (pool, actions) = (pool(slots: 2), [MemoryAction]())
        for first in [Int32(1), 2] {
            _ = pool.admit(claim([first, 9]), actions: &actions)
            pool.advance(Int(first) - 1, by: [first, 9])
        }
        #expect(pool.admit(claim([3, 9]), actions: &actions) == .noRoom)
        pool.finish(1, actions: &actions)
        pool.finish(0, actions: &actions)
        actions = []
        #expect(pool.admit(claim([3, 9]), actions: &actions) == .started(slot: 1, shared: 0))
        #expect(actions == [.remove(1)])
    }

    @Test func `New requests fill gaps, and wide gaps are closed`() {
        var (pool, actions) = (pool(slots: 6), [MemoryAction]())
        for first in 0..<6 {
            _ = pool.admit(claim([Int32(first), 9]), actions: &actions)
            pool.advance(first, by: [Int32(first)])
        }
        pool.release(2, actions: &actions)
        #expect(pool.closeGap(actions: &actions) == nil, "one idle row in six is cheaper than a copy")
        #expect(pool.admit(claim([7, 9]), actions: &actions) == .started(slot: 2, shared: 0))
        pool.release(1, actions: &actions)
        pool.release(3, actions: &actions)
        actions = []
        let move = pool.closeGap(actions: &actions)
        #expect(move?.from == 5)
        #expect(move?.to == 1)
        #expect(actions == [.copy(from: 5, to: 1, length: 1), .remove(5)])
        #expect(pool.runningSlots == [0, 1, 2, 4])
        #expect(pool.closeGap(actions: &actions) == nil)
    }
}
