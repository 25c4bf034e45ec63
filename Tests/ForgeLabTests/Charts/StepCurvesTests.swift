import ForgeCore
import Testing

@testable import ForgeLab

@Suite("Curves over steps")
struct StepCurvesTests {
    private func points(_ count: Int) -> [(step: Int, value: Double)] { (1...count).map { ($0, Double($0)) } }

    @Test func `without a point there is no chart`() {
        #expect(StepCurves(title: "Loss", axis: "loss", series: [.init("training", [])]).chart == nil)
    }

    @Test func `text and table tell the ends of every series`() throws {
        let curves = StepCurves(
            title: "Loss", axis: "loss",
            series: [.init("training", points(40)), .init("validation", [(0, 1), (20, 0.5)], isSparse: true)],
            reference: 0.25)
        let chart = try #require(curves.chart)
        #expect(chart.description.contains("training from 1.0000 at step 1 to 40.00 at step 40"))
        #expect(chart.description.contains("validation from 1.0000 at step 0 to 0.5000 at step 20"))
        #expect(chart.description.contains("Dashed: 0.2500"))
        #expect(chart.table.header == ["step", "training", "validation"])
        #expect(chart.table.rows.count == 12)
        #expect(chart.table.rows.last == ["40", "40.00", "0.5000"])
    }

    @Test func `many steps are drawn as means of stretches, which keep the mean`() {
        let thinned = StepCurves.thinned(points(1000), to: 100)
        #expect(thinned.count == 100)
        #expect(thinned.first?.value == 5.5 && thinned.last?.step == 1000)
        #expect(thinned.map(\.value).reduce(0, +) / 100 == 500.5)
    }

    @Test func `bins hold every value`() throws {
        let chart = try #require(
            CountBars(title: "Tokens", unit: "tokens", what: "pairs", groups: [.init("prompt", [0, 7, 19, 1000])]).chart
        )
        let counted = chart.table.rows.compactMap { Int($0[1]) }.reduce(0, +)
        #expect(counted == 4)
        #expect(chart.table.rows.first?.first == "0–99" && chart.table.rows.count == 11)
        #expect(chart.description == "prompt: half at most 19, longest 1,000 tokens.")
    }

    @Test func `a trade-off tells both measures of each point`() throws {
        let chart = try #require(
            TradeOff(
                title: "T", horizontal: "accuracy", vertical: "exact match",
                points: [
                    .init(label: "a", x: 0.6, xInterval: Interval(low: 0.5, high: 0.7), y: 0.1, yInterval: nil),
                    .init(label: "b", x: 0.7, xInterval: nil, y: 0.2, yInterval: nil),
                ], baseline: 0.15
            ).chart)
        #expect(chart.table.rows[0] == ["a", "60.0 % [50.0 %, 70.0 %]", "10.0 %"])
        #expect(
            chart.description == "Farthest right: b, 70.0 % against 20.0 %. The base model reaches 15.0 % (dashed).")
    }
}
