import ForgeCore
import Testing

@testable import ForgeLab

@Suite("Running accuracy")
struct RunningAccuracyTests {
    @Test
    func `The last point is the experiment's own result`() throws {
        let outcomes = (0..<10).map { SampleOutcome(index: $0, score: $0 < 4 ? 1 : 0) }
        let chart = try #require(RunningAccuracy.chart(outcomes, metric: AnalysisFixtures.em))
        // Wilson's interval of 4 in 10.
        #expect(chart.description == "After 10 questions 40.0 %, 95 % interval 16.8 % to 68.7 %.")
        #expect(chart.drawn.first?["value"]?.double == 1)
        #expect(chart.drawn.last?["value"]?.double == 0.4)
    }

    @Test
    func `Samples without a score do not count`() throws {
        let outcomes = [1, nil, 0].enumerated().map { SampleOutcome(index: $0.offset, score: $0.element) }
        let chart = try #require(RunningAccuracy.chart(outcomes, metric: AnalysisFixtures.em))
        #expect(chart.drawn.map { $0["count"] } == [1, 2])
    }

    @Test
    func `Many samples make at most two hundred points and ten rows, with the last`() throws {
        let outcomes = (0..<20_001).map { SampleOutcome(index: $0, score: 1) }
        let chart = try #require(RunningAccuracy.chart(outcomes, metric: AnalysisFixtures.em))
        #expect(chart.drawn.count == 200)
        #expect(chart.table.rows.count == 10)
        #expect(chart.table.rows.last?.first == "20,001")
        #expect(chart.drawn.last?["count"] == 20_001)
    }

    @Test
    func `Means that are no proportions get the normal interval`() {
        let points = RunningAccuracy.points([0.2, 0.4, 0.6], isBinary: false)
        #expect(points.map(\.count) == [2, 3])
        // 1.959964 · 0.2 / √3
        #expect(abs(points[1].high - 0.4 - 0.226317) < 1e-5)
    }
}
