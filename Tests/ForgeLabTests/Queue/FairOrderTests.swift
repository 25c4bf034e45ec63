import ForgeCore
import Foundation
import Testing

@testable import ForgeLab

@Suite("The order of turns")
struct FairOrderTests {
    /// A line that is served one entry a second; who joins it does so in the middle of a turn.
    private struct Line {
        var order = FairOrder()
        var entries: [QueueEntry] = []
        var second = 0.0

        mutating func add(_ batch: String, count: Int) {
            let first = entries.count
            entries += (0..<count).map {
                QueueEntry(
                    experimentID: "\(batch)\(first + $0)", batch: batch,
                    addedAt: Date(timeIntervalSince1970: second + 0.5 + Double($0) / 1000))
            }
        }

        private var serving: (entry: QueueEntry, line: [QueueEntry])?

        mutating func serve() -> String? {
            second += 1
            if let serving {
                order.finish(serving.entry, of: serving.line, at: Date(timeIntervalSince1970: second))
            }
            serving = nil
            guard let next = order.next(of: entries) else { return nil }
            serving = (next, entries)
            entries.removeAll { $0.experimentID == next.experimentID }
            return next.batch
        }

        mutating func serve(_ count: Int) -> [String] { (0..<count).compactMap { _ in serve() } }
    }

    @Test func `an empty line has nobody`() {
        #expect(FairOrder().next(of: []) == nil)
    }

    @Test func `one batch is served in its order`() {
        var line = Line()
        line.add("a", count: 3)
        let ids = line.entries.map(\.experimentID)
        var served: [String] = []
        while let next = line.order.next(of: line.entries) {
            served.append(next.experimentID)
            _ = line.serve()
        }
        #expect(served == ids)
    }

    @Test func `a batch of 100 lets a later single experiment go after one turn`() {
        var line = Line()
        line.add("a", count: 100)
        #expect(line.serve(3) == ["a", "a", "a"])
        line.add("b", count: 1)
        #expect(line.serve(3) == ["b", "a", "a"])
    }

    @Test func `batches alternate`() {
        var line = Line()
        line.add("a", count: 3)
        line.add("b", count: 3)
        line.add("c", count: 1)
        #expect(line.serve(7) == ["a", "b", "c", "a", "b", "a", "b"])
    }

    @Test func `a stream of single experiments leaves a batch its turns`() {
        var line = Line()
        line.add("a", count: 20)
        var served: [String] = []
        for number in 0..<20 {
            line.add("s\(number)", count: 1)
            served += line.serve(2)
        }
        #expect(served.count { $0 == "a" } == 20)
    }

    @Test func `more single experiments than can be served do not starve a batch`() {
        var line = Line()
        line.add("a", count: 20)
        var served: [String] = []
        for number in 0..<100 {
            line.add("s\(number)", count: 1)
            served += line.serve(1)
        }
        // It waits for those that came before its last turn and no longer.
        let turns = served.indices.filter { served[$0] == "a" }
        #expect(turns.count >= 6)
        #expect(turns.last ?? 0 >= 50)
    }

    @Test func `an entry that keeps its place while it is served is not passed over`() {
        // A server that was ended leaves the running one in the line: a new order begins with it.
        var line = Line()
        line.add("a", count: 2)
        line.add("b", count: 1)
        #expect(FairOrder().next(of: line.entries)?.experimentID == line.entries[0].experimentID)
    }

    @Test func `after the clock was set back batches still take turns`() {
        let entry = { (batch: String, number: Int, second: Double) in
            QueueEntry(
                experimentID: "\(batch)\(number)", batch: batch, addedAt: Date(timeIntervalSince1970: second))
        }
        // The store keeps the order of arrival in `addedAt` whatever the clock does.
        var entries = (0..<3).map { entry("a", $0, 7200) } + (0..<3).map { entry("b", $0, 7201) }
        var (order, served): (FairOrder, [String]) = (FairOrder(), [])
        // The first turn ends by the old time, all others an hour earlier.
        for second in [7202.0, 3603, 3604, 3605, 3606, 3607] {
            guard let next = order.next(of: entries) else { break }
            order.finish(next, of: entries, at: Date(timeIntervalSince1970: second))
            entries.removeAll { $0.experimentID == next.experimentID }
            served.append(next.batch)
        }
        #expect(served == ["a", "b", "a", "b", "a", "b"])
    }
}
