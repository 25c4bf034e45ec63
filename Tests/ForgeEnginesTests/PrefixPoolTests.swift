import ForgeCore
import Testing

@testable import ForgeEngines

@Suite struct `Prefix pool` {
    private func pool(cells: Int = 1000, running: Int = 4, cached: Int = 4, cachedCells: Int = 500) -> PrefixPool {
        PrefixPool(settings: .init(cells: cells, running: running, cached: cached, cachedCells: cachedCells))
    }

    private func claim(_ prompt: [Int32], output: Int = 10, adapter: String? = nil) -> PrefixPool.Claim {
        .init(prompt: prompt[...], finalLength: prompt.count + output, adapter: adapter)
    }

    @Test func `A finished sequence's prefix is shared with the next request`() {
        var (pool, actions) = (pool(), [MemoryAction]())
        #expect(pool.admit(claim([1, 2, 3, 4]), actions: &actions) == .started(slot: 0, shared: 0))
        pool.advance(0, by: [1, 2, 3, 4])
        pool.finish(0, actions: &actions)
        #expect(pool.admit(claim([1, 2, 3, 9]), actions: &actions) == .started(slot: 1, shared: 3))
        #expect(actions == [.share(from: 0, to: 1, length: 3)])
        #expect(pool.usedCells == 4)
    }

    @Test func `The last token of a prompt is always computed`() {
        var (pool, actions) = (pool(), [MemoryAction]())
        _ = pool.admit(claim([1, 2, 3]), actions: &actions)
        pool.advance(0, by: [1, 2, 3])
        #expect(pool.admit(claim([1, 2, 3]), actions: &actions) == .started(slot: 1, shared: 2))
    }

    @Test func `A request waits while another one computes its long prefix`() {
        var (pool, actions) = (pool(), [MemoryAction]())
        let common = (0..<100).map { Int32($0) }
        _ = pool.admit(claim(common + [1]), actions: &actions)
        #expect(pool.admit(claim(common + [2]), actions: &actions) == .waitForPrefix)
        pool.advance(0, by: common)
        #expect(pool.admit(claim(common + [2]), actions: &actions) == .started(slot: 1, shared: 100))
    }

    @Test func `Sequences with different adapters share nothing`() {
        var (pool, actions) = (pool(), [MemoryAction]())
        _ = pool.admit(claim([1, 2, 3, 4], adapter: "a"), actions: &actions)
        pool.advance(0, by: [1, 2, 3, 4])
        #expect(pool.admit(claim([1, 2, 3, 5], adapter: "b"), actions: &actions) == .started(slot: 1, shared: 0))
    }

    @Test func `A request waits for room and the cache makes way`() {
        var (pool, actions) = (pool(cells: 40), [MemoryAction]())
        let first = (0..<20).map { Int32($0) }
        _ = pool.admit(claim(first), actions: &actions)
        pool.advance(0, by: first)
        #expect(pool.admit(claim([50, 51], output: 10), actions: &actions) == .noRoom)
        pool.finish(0, actions: &actions)
        actions = []
        #expect(pool.admit(claim([50, 51], output: 38), actions: &actions) == .started(slot: 1, shared: 0))
        #expect(actions == [.remove(0)])
    }

    @Test func `Any request that fits the memory alone is admitted after random work`() {
        var generator = SeededGenerator(seed: 7)
        var pool = pool(cells: 120, running: 3, cached: 3, cachedCells: 90)
        var actions: [MemoryAction] = []
        var running: [(slot: Int, left: Int)] = []
        for _ in 0..<2000 {
            let prompt = (0..<(1 + generator.below(40))).map { Int32($0 < 20 ? $0 : generator.below(5)) }
            if case .started(let slot, let shared) = pool.admit(claim(prompt, output: 20), actions: &actions) {
                pool.advance(slot, by: prompt[shared...])
                running.append((slot, generator.below(20)))
            }
            #expect(pool.usedCells <= 120)
            if running.count == 3 || generator.below(3) == 0, !running.isEmpty {
                let done = running.remove(at: generator.below(running.count))
                pool.advance(done.slot, by: Array(repeating: 3, count: done.left))
                pool.finish(done.slot, actions: &actions)
            }
        }
        for (slot, _) in running { pool.release(slot, actions: &actions) }
        let large = (100..<200).map { Int32($0) }
        guard case .started = pool.admit(claim(large, output: 20), actions: &actions) else {
            Issue.record("a request of 120 cells was not admitted to 120 empty cells")
            return
        }
    }

    @Test func `Shared cells are counted once and freed with their last holder`() {
        var ledger = CellLedger(sequences: 3)
        ledger.append(10, to: 0)
        ledger.share(from: 0, to: 1, length: 6)
        ledger.append(2, to: 1)
        #expect(ledger.used == 12)
        ledger.truncate(0, to: 0)
        #expect(ledger.used == 8)
        #expect(ledger.exclusive(to: 1) == 8)
        ledger.truncate(1, to: 3)
        #expect(ledger.used == 3)
    }
}
