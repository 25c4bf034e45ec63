import Testing

@testable import ForgeNetworks

@Suite struct WaitingLineTests {
    private func sequences(_ lengths: Int...) -> [TokenSequence] {
        lengths.map { TokenSequence(ids: Array(repeating: 1, count: $0), typed: nil) }
    }

    @Test("requests take turns, so a short one need not wait for a long one")
    func turns() {
        var line = WaitingLine()
        line.add(sequences(10, 10, 10, 10), request: 1)
        line.add(sequences(10), request: 2)
        let places = line.next(budget: 30, workers: 1).map(\.place)
        #expect(places == [.init(request: 1, index: 0), .init(request: 2, index: 0), .init(request: 1, index: 1)])
        #expect(line.next(budget: 100, workers: 1).map(\.place.index) == [2, 3])
        #expect(line.isEmpty && line.tokens == 0)
        #expect(line.next(budget: 100, workers: 1).isEmpty)
    }

    @Test("a batch is no more than a worker's share, and never empty")
    func shares() {
        var line = WaitingLine()
        line.add(sequences(5, 5, 5, 5), request: 1)
        #expect(line.next(budget: 100, workers: 2).count == 2)
        line.add(sequences(500), request: 2)
        let sizes = (0..<3).map { _ in line.next(budget: 100, workers: 1).map(\.sequence.ids.count) }
        #expect(sizes == [[5], [500], [5]])
    }

    @Test("a removed request leaves nothing behind")
    func removal() {
        var line = WaitingLine()
        line.add(sequences(7, 7), request: 1)
        line.add(sequences(3), request: 2)
        _ = line.next(budget: 7, workers: 1)
        line.remove(request: 1)
        line.remove(request: 9)
        #expect(line.tokens == 3)
        #expect(line.next(budget: 100, workers: 1).map(\.place.request) == [2])
    }
}
