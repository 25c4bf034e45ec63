import ForgeCore
import Testing

@testable import ForgeEngines

@Suite struct `Prefix tree` {
    @Test func `It finds what a search of all sequences finds, while they come and go`() {
        var generator = SeededGenerator(seed: 3)
        var tree = PrefixTree()
        var sequences: [Int: [Int32]] = [:]
        for key in 1...600 {
            // Three words and short lengths: sequences share, continue and equal one another often.
            let length = Int.random(in: 1...9, using: &generator)
            let tokens = (0..<length).map { _ in Int32.random(in: 0..<3, using: &generator) }
            let expected = sequences.values.map { PrefixPool.commonPrefix($0[...], tokens[...]) }.max() ?? 0
            let found = tree.longest(tokens[...])
            #expect(found?.length ?? 0 == expected)
            if let found {
                let same = sequences[found.key].map { PrefixPool.commonPrefix($0[...], tokens[...]) }
                #expect(same == found.length)
            }
            let begun = sequences.filter { tokens.starts(with: $0.value) }.keys.sorted()
            #expect(tree.beginnings(of: tokens[...]).sorted() == begun)
            if let equal = tree.insert(tokens[...], as: key) {
                #expect(sequences[equal] == tokens)
            } else {
                #expect(!sequences.values.contains(tokens))
                sequences[key] = tokens
            }
            if key % 3 == 0, let victim = sequences.keys.sorted().randomElement(using: &generator) {
                tree.remove(victim)
                sequences[victim] = nil
            }
            let distinct = Set(
                sequences.values.flatMap { tokens in (1...tokens.count).map { Array(tokens.prefix($0)) } })
            #expect(tree.tokenCount == distinct.count)
            #expect(tree.count == sequences.count)
        }
    }
}

@Suite struct `Prefix store` {
    private func claim(_ tokens: [Int32], adapter: String? = nil) -> PrefixPool.Claim {
        .init(prompt: tokens[...], adapter: adapter)
    }

    private func memory(_ size: Int) -> [UInt8] { [UInt8](repeating: 1, count: size) }

    @Test func `The longest unused copies go when the budget is used up`() {
        var store = PrefixStore(budget: 100)
        for first in [Int32(1), 2, 3] { store.keep(memory(30), of: claim([first, 7, 8])) }
        // A use of the first makes the second the one that was unused longest.
        let used = store.longest(claim([1, 7, 9])).flatMap { store.take($0.key) }
        #expect(used != nil)
        store.keep(memory(30), of: claim([4, 7, 8]))
        #expect(store.bytes == 90)
        #expect(store.longest(claim([1, 7, 8]))?.length == 3)
        #expect(store.longest(claim([2, 7, 8])) == nil)
    }

    @Test func `A copy replaces those that it continues`() {
        var store = PrefixStore(budget: 100)
        store.keep(memory(20), of: claim([1, 2]))
        store.keep(memory(40), of: claim([1, 2, 3, 4]))
        #expect(store.count == 1)
        #expect(store.bytes == 40)
    }

    @Test func `Pinned copies stay, and what finds no room beside them is not kept`() {
        var store = PrefixStore(budget: 100)
        store.keep(memory(60), of: claim([1, 2]), isPinned: true)
        let (large, small) = (store.keep(memory(50), of: claim([3, 4])), store.keep(memory(40), of: claim([5, 6])))
        #expect(!large)
        #expect(small)
        let other = store.keep(memory(40), of: claim([7, 8]))
        #expect(other)
        #expect(store.longest(claim([5, 6])) == nil)
        #expect(store.longest(claim([1, 2]))?.length == 2)
    }

    @Test func `Adapters share nothing`() {
        var store = PrefixStore(budget: 100)
        store.keep(memory(10), of: claim([1, 2], adapter: "a"))
        #expect(store.longest(claim([1, 2])) == nil)
        #expect(store.longest(claim([1, 2], adapter: "a"))?.length == 2)
    }

    @Test func `A few new tokens are not worth a copy`() {
        var store = PrefixStore(budget: 100)
        let context = (0..<200).map { Int32($0) }
        #expect(!store.covers(claim(context)))
        store.keep(memory(10), of: claim(context))
        #expect(store.covers(claim(context + [Int32](repeating: 9, count: 40))))
        #expect(!store.covers(claim(Array(context.prefix(50)) + [Int32](repeating: 9, count: 90))))
    }
}

@Suite struct `Prefix what-if` {
    private func call(_ context: Int32, _ question: Int32) -> PrefixWhatIf.Call {
        .init(
            tokens: [Int32](repeating: context, count: 64) + [Int32](repeating: question, count: 16), cachedTokens: 8)
    }

    @Test func `An ideal cache spares every context after its first use`() {
        let calls = (0..<3).flatMap { question in (0..<4).map { call(Int32($0), Int32(100 + question)) } }
        let report = PrefixWhatIf.report(calls, bytesPerToken: 10, budgets: [80 * 10 * 2, 80 * 10 * 12])
        #expect(report.calls == 12)
        #expect(report.promptTokens == 12 * 80)
        #expect(report.ideal.hits == 8)
        #expect(report.ideal.cachedTokens == 8 * 64)
        #expect(report.distinctTokens == 4 * 64 + 12 * 16)
        #expect(report.measured.cachedTokens == 12 * 8)
        // Two contexts' room, asked in turn: each is dropped before it comes again.
        #expect(report.budgets[0].hits == 0)
        #expect(report.budgets[1].hits == 8)
        #expect(report.hitRate(report.ideal).map { abs($0 - 8.0 / 12) < 1e-9 } == true)
    }
}
