import ForgeCore
import Testing

@testable import ForgeLab

@Suite struct ExperimentSummaryTests {
    private func results(_ rows: [PredictionRow], elapsed: Double = 10, devices: Int = 1) -> [String: MetricResult] {
        let all = ExperimentSummary.results(
            of: rows, metrics: [AnalysisFixtures.em, AnalysisFixtures.f1],
            options: .init(elapsed: elapsed, devices: devices, seed: 3))
        return Dictionary(all.map { ($0.metric, $0) }, uniquingKeysWith: { first, _ in first })
    }

    @Test func `a binary metric has Wilson's interval`() throws {
        let em = try #require(results(AnalysisFixtures.rows(50, right: 0..<7))["em.squad"])
        #expect(em.value == 0.14)
        try #expect(abs(#require(em.low) - 0.0695083343) < 1e-10)
        try #expect(abs(#require(em.high) - 0.2618619371) < 1e-10)
        #expect(em.interval == "wilson")
        #expect([em.scored, em.total] == [50, 50])
        #expect(em.unit == "proportion")
    }

    @Test func `a mean has a bootstrap interval that the seed fixes`() throws {
        let rows = AnalysisFixtures.rows(50, right: 0..<25)
        let f1 = try #require(results(rows)["f1.squad"])
        #expect(f1.interval == "bootstrap")
        let (low, high) = (try #require(f1.low), try #require(f1.high))
        // The normal approximation is 0.5 ± 1.96·0.0714.
        #expect(abs(low - 0.36) < 0.03 && abs(high - 0.64) < 0.03)
        #expect(results(rows)["f1.squad"] == f1)
    }

    @Test func `an unscored sample counts in the total alone`() {
        var rows = AnalysisFixtures.rows(4, right: [0])
        rows[3].scores = [:]
        rows[2].scores["em.squad"] = .nan
        let em = results(rows)["em.squad"]
        #expect(em?.value == 0.5)
        #expect(em?.scored == 2)
        #expect(em?.total == 4)
    }

    @Test func `percentiles interpolate as numpy's do, over answered samples`() {
        var rows = [10.0, 20, 30, 40].enumerated().map {
            PredictionRow(index: $0, latency: $1, timeToFirstToken: $1 / 10)
        }
        rows.append(PredictionRow(index: 4, isAnswered: false, latency: 1_000))
        let all = results(rows)
        #expect(all["latency.p50"]?.value == 25)
        #expect(all["latency.p95"]?.value == 38.5)
        #expect(abs((all["latency.p99"]?.value ?? 0) - 39.7) < 1e-12)
        #expect(all["latency.mean"]?.value == 25)
        #expect(all["ttft.p50"]?.value == 2.5)
        #expect(all["latency.p50"]?.scored == 4)
        #expect(all["rate.failed"]?.value == 0.2)
    }

    @Test func `tokens, throughput and compute time add up`() {
        var rows = AnalysisFixtures.rows(4, right: [])
        rows[0].cachedTokens = 12
        let all = results(rows, elapsed: 8, devices: 2)
        #expect(all["tokens.input"]?.value == 80)
        #expect(all["tokens.output"]?.value == 40)
        #expect(all["tokens.cached"]?.value == 12)
        #expect(all["tokens.total"]?.value == 120)
        #expect(all["tokens.per_sample"]?.value == 30)
        #expect(all["throughput.samples"]?.value == 0.5)
        #expect(all["throughput.output_tokens"]?.value == 5)
        #expect(all["compute_seconds"]?.value == 16)
    }

    @Test func `flags and answer sources are shares of all samples`() {
        var rows = AnalysisFixtures.rows(4, right: [])
        rows[0].flags = [.truncated, .truncated]
        rows[1].flags = [.truncated, .tie]
        rows[2].answerSource = .hashes
        let all = results(rows)
        #expect(all["rate.truncated"]?.value == 0.5)
        #expect(all["rate.tie"]?.value == 0.25)
        #expect(all["rate.empty"]?.value == 0)
        #expect(all["rate.deadline"] == nil)
        #expect(all["answer_source.hashes"]?.value == 0.25)
        #expect(all["answer_source.none"]?.value == 0.75)
    }

    @Test func `nothing yields no numbers, not zeros`() {
        let all = results([], elapsed: 0)
        #expect(all["em.squad"]?.value == nil)
        #expect(all["latency.p50"]?.value == nil)
        #expect(all["throughput.samples"]?.value == nil)
        #expect(all["rate.failed"]?.value == nil)
        #expect(all["em.squad"]?.total == 0)
    }

    @Test func `one sample has a value and no bootstrap interval`() {
        let f1 = results(AnalysisFixtures.rows(1, right: [0]))["f1.squad"]
        #expect(f1?.value == 1)
        #expect(f1?.interval == nil)
        #expect(f1?.low == nil)
    }

    @Test(arguments: [(10, 10_000), (20_000, 10_000), (100_000, 2_000), (10_000_000, 1_000)])
    func `large experiments take fewer resamples`(items: Int, resamples: Int) {
        #expect(MeanInterval.count(nil, items: items) == resamples)
        #expect(MeanInterval.count(77, items: items) == 77)
    }

    @Test func `What calls cost inside the engine becomes results, where it was told`() throws {
        var trace: JSONValue = .null
        trace = try trace.with(
            EngineWork(
                calls: 2, cacheHits: 1, inputTokens: 100, cachedTokens: 60, promptSeconds: 2, draftedTokens: 10,
                acceptedTokens: 4), as: EngineWork.key)
        let told = PredictionRow(
            Prediction(
                experimentID: "e", index: 0, sampleID: "s", question: "q", golds: [], inputTokens: 100,
                cachedTokens: 60, trace: trace))
        let untold = PredictionRow(Prediction(experimentID: "e", index: 1, sampleID: "t", question: "q", golds: []))
        let results = ExperimentSummary.results(of: [told, told, untold], metrics: [], options: .init(elapsed: 1))
        func value(_ metric: String) -> Double? { results.first { $0.metric == metric }?.value }
        #expect(value(SummaryMetric.cacheHitRate) == 50)
        #expect(value(SummaryMetric.cachedShare) == 60)
        // 80 tokens in 4 seconds: 120 tokens would have taken 6.
        #expect(value(SummaryMetric.promptThroughput) == 20)
        #expect(value(SummaryMetric.cacheSaved) == 6)
        #expect(value(SummaryMetric.cacheSavedPerHit) == 3)
        #expect(value(SummaryMetric.acceptance) == 40)
        #expect(value(SummaryMetric.paddingTokens) == nil)
        let none = ExperimentSummary.results(of: [untold], metrics: [], options: .init(elapsed: 1))
        #expect(!none.contains { $0.metric.hasPrefix("cache.") })
    }
}
