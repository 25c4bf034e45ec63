import ForgeCore
import Testing

@testable import ForgeLab

@Suite("Latency histogram")
struct LatencyHistogramTests {
    @Test
    func `Without latencies there is no chart`() {
        #expect(LatencyHistogram.chart([]) == nil)
    }

    @Test
    func `The specification is small and complete`() throws {
        let chart = try #require(LatencyHistogram.chart([0.1, 0.15, 0.25]))
        let bins = try JSON.text(JSONValue.array(chart.drawn.filter { $0["count"] != 0 }))
        #expect(
            bins == """
                [{"count":1,"high":0.11,"low":0.1,"range":"100 ms – 110 ms"},\
                {"count":1,"high":0.16,"low":0.15,"range":"150 ms – 160 ms"},\
                {"count":1,"high":0.26,"low":0.25,"range":"250 ms – 260 ms"}]
                """)
        #expect(chart.description == "Half of 3 answers took at most 150 ms, 95 % at most 240 ms.")
        #expect(chart.spec["layer"]?.array?.count == 5)
        #expect(chart.spec["config"] == nil)
        #expect(chart.table.rows.count == chart.drawn.count)
    }

    @Test
    func `Marks whose names would meet share one`() throws {
        let near = try #require(LatencyHistogram.chart([0.1, 0.2, 0.2, 0.25, 2]))
        #expect(near.spec["layer"]?.array?.count == 5)
        let same = try #require(
            LatencyHistogram.chart([0.1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2]))
        let layers = try #require(same.spec["layer"]?.array)
        #expect(layers.count == 4)
        #expect(layers.last?["mark"]?["text"] == "p50 1.00 s · p95 1.00 s")
    }

    private static let cases: [[Double]] = [
        [0.5], [0.5, 0.5, 0.5], spread(1...1000) { Double($0) / 100 }, [0.001, 60], [1e-7, 2e-7], [0, 0],
        spread(0...499) { 3 + Double($0 / 72) * 1e-4 },
    ]

    private static func spread(_ range: ClosedRange<Int>, _ value: (Int) -> Double) -> [Double] { range.map(value) }

    @Test(arguments: cases)
    func `Every answer is in exactly one bin`(_ latencies: [Double]) {
        let bins = LatencyHistogram.bins(latencies)
        #expect(bins.reduce(0) { $0 + $1.count } == latencies.count)
        #expect(bins.count <= 26)
        for value in latencies {
            #expect(bins.contains { $0.count > 0 && $0.low <= value + 1e-9 && value <= $0.high + 1e-9 })
        }
        for (left, right) in zip(bins, bins.dropFirst()) { #expect(abs(left.high - right.low) < 1e-9) }
    }
}
