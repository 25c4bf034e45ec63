import ForgeCore
import Testing

@testable import ForgeAgents

struct PythonRandomTests {
    private struct Golden: Decodable {
        struct Small: Decodable {
            var seed: UInt64
            var order: [Int]
        }

        var dev233: [Int]
        var devLast: [Int]
        var small: [Small]
        var words: [UInt32]
    }

    @Test func `the order of the published HotpotQA subset is Python's`() throws {
        let golden: Golden = try fixture("shuffle")
        #expect(HotpotProtocol.order(total: 7405, count: 500) == golden.dev233)
        #expect(HotpotProtocol.order(total: 7405, count: 7405).suffix(20) == golden.devLast[...])
    }

    @Test func `shuffles and words are Python's for short and long seeds`() throws {
        let golden: Golden = try fixture("shuffle")
        for entry in golden.small {
            var order = Array(0..<entry.order.count)
            var generator = PythonRandom(seed: entry.seed)
            generator.shuffle(&order)
            #expect(order == entry.order, "seed \(entry.seed)")
        }
        var first = PythonRandom(seed: 233)
        #expect(first.next() == golden.words[0])
        var second = PythonRandom(seed: 1)
        #expect((0..<700).map { _ in second.next() } == Array(golden.words.dropFirst()))
    }
}
