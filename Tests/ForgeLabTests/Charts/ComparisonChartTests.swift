import ForgeCore
import Foundation
import Testing

@testable import ForgeLab

@Suite("Charts of comparisons")
struct ComparisonChartTests {
    @Test
    func `Every experiment has a row with its interval`() throws {
        let chart = try #require(AccuracyIntervals.chart(try ChartFixtures.comparison()))
        #expect(chart.table.rows == [["naive", "50.0 % [21.5, 78.5]"], ["cot", "75.0 % [40.9, 92.9]"]])
        #expect(chart.description == "Highest: cot with 75.0 % [40.9, 92.9].")
        #expect(chart.drawn.map { $0["label"] } == ["naive", "cot"])
        #expect(chart.drawn.allSatisfy { $0["low"] != nil && $0["high"] != nil })
    }

    @Test
    func `A metric without an interval is drawn as a point alone`() throws {
        let result = MetricResult(
            metric: "f1.squad", version: 1, value: 0.5, scored: 1, total: 1, unit: "mean")
        let chart = try #require(AccuracyIntervals.chart([result]))
        #expect(chart.drawn == [["label": "f1.squad", "text": "0.500", "value": 0.5]])
    }

    @Test
    func `Costs and rates are not among the metrics`() {
        let results = [
            MetricResult(metric: "rate.failed", version: 1, value: 0, scored: 1, total: 1, unit: "proportion"),
            MetricResult(metric: "latency.p50", version: 1, value: 1, scored: 1, total: 1, unit: "s"),
        ]
        #expect(AccuracyIntervals.chart(results) == nil)
    }

    @Test
    func `Differences are in percentage points around a line at zero`() throws {
        let chart = try #require(PairedDifferences.chart(try ChartFixtures.comparison()))
        #expect(chart.drawn.first?["value"]?.double == 25)
        #expect(chart.drawn.first?["label"] == "cot − naive")
        let zero = chart.spec["layer"]?.array?.first
        #expect(zero?["data"]?["values"] == [["zero": 0]])
        #expect(chart.table.rows.first?.last?.hasPrefix("+25.0 [") == true)
    }

    @Test
    func `Latencies are told by five percentiles`() throws {
        let chart = try #require(
            LatencyComparison.chart([("slow", (1...101).map(Double.init)), ("fast", [0.5, 0.5]), ("none", [])]))
        #expect(
            chart.table.rows == [
                ["slow", "6.00 s", "26.0 s", "51.0 s", "1 min 16 s", "1 min 36 s"],
                ["fast", "500 ms", "500 ms", "500 ms", "500 ms", "500 ms"],
            ])
        #expect(chart.description.hasPrefix("Lowest median: fast with 500 ms."))
    }

    @Test
    func `More than four series take the colour-blind-safe set`() throws {
        let four = try #require(AccuracyIntervals.chart(try ChartFixtures.comparison(["a", "b"])))
        #expect(four.themes["light"]?["range"]?["category"]?.array?.first == "#2E211A")
        let five = try #require(AccuracyIntervals.chart(try ChartFixtures.comparison(["a", "b", "c", "d", "e"])))
        let colors = five.themes["dark"]?["range"]?["category"]
        #expect(colors == .array(ChartPalette.okabeIto.map(JSONValue.string)))
    }

    @Test(
        arguments: ChartPalette.light.map { ($0, "#FAF8F5") } + ChartPalette.dark.map { ($0, "#2E211A") })
    func `Every tint stands out from its page`(_ color: String, _ page: String) {
        let (first, second) = (Self.luminance(color), Self.luminance(page))
        let contrast = (max(first, second) + 0.05) / (min(first, second) + 0.05)
        #expect(contrast >= 3, "\(color) on \(page): \(contrast)")
    }

    /// Relative luminance (WCAG 2).
    private static func luminance(_ color: String) -> Double {
        let value = Int(color.dropFirst(), radix: 16) ?? 0
        let parts = [value >> 16, value >> 8 & 255, value & 255].map { part in
            let share = Double(part) / 255
            return share <= 0.03928 ? share / 12.92 : pow((share + 0.055) / 1.055, 2.4)
        }
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
    }
}
