import Testing

@testable import ForgeTerminal

@Suite struct HistogramTests {
    @Test func `every value is in exactly one bin and the largest in the last`() {
        let histogram = Histogram([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10], bins: 5)
        #expect(histogram.bins.map(\.count) == [2, 2, 2, 2, 3])
        #expect(!histogram.isLogarithmic)
    }

    @Test func `values over several orders get logarithmic bins`() {
        let histogram = Histogram([0.001, 0.01, 0.1, 1], bins: 3)
        #expect(histogram.isLogarithmic)
        #expect(histogram.bins.map(\.count) == [1, 1, 2])
    }

    @Test func `equal values, no values and values without a number are fine`() {
        #expect(Histogram([2, 2, 2]).bins == [.init(low: 2, high: 2, count: 3)])
        #expect(Histogram([]).rendered(for: .plain) == "(no values)")
        #expect(Histogram([.nan, .infinity]).bins.isEmpty)
    }

    @Test func `bars have eighths of a cell`() {
        #expect(Bar.text(1, of: 2, width: 5, hasUnicode: true) == "██▌")
        #expect(Bar.text(1, of: 10_000, width: 5, hasUnicode: true) == "▏")
        #expect(Bar.text(0, of: 5, width: 5, hasUnicode: true).isEmpty)
        #expect(Bar.text(9, of: 3, width: 4, hasUnicode: false) == "####")
    }

    @Test func `the text shows ranges, bars and counts`() {
        let text = Histogram([0.1, 0.2, 0.2, 0.4, 0.5], bins: 2).rendered(for: .plain, width: 8)
        #expect(
            text == """
                100 ms – 300 ms │████████ 3
                300 ms – 500 ms │█████▍ 2
                """)
    }
}
