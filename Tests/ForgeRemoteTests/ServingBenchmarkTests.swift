import ForgeCore
import ForgeRemote
import ForgeTesting
import Foundation
import Testing

@Suite struct ServingBenchmarkTests {
    private static func request(
        _ ttft: Double, _ gaps: [Double], input: Int = 10, output: Int? = nil
    ) -> ServedRequest {
        ServedRequest(
            inputTokens: input, outputTokens: output ?? gaps.count + 1, timeToFirstToken: ttft, interTokenTimes: gaps,
            latency: ttft + gaps.reduce(0, +))
    }

    /// By hand, and with numpy for the percentiles and deviations.
    @Test func figuresAreThoseOfTheDefinitions() throws {
        let failed = ServedRequest(
            inputTokens: 0, outputTokens: 0, timeToFirstToken: 0, interTokenTimes: [], latency: 0, error: "x")
        let requests = [Self.request(0.1, [0.01, 0.03]), Self.request(0.3, []), Self.request(0.2, [0.02]), failed]
        let metrics = ServingMetrics(requests, duration: 2, objectives: .init(ttft: 250, tpot: 20.5))
        #expect(metrics.completed == 3 && metrics.failed == 1)
        #expect(metrics.inputTokens == 30 && metrics.outputTokens == 6)
        #expect(metrics.requestThroughput == 1.5 && metrics.outputThroughput == 3 && metrics.totalThroughput == 18)
        // 0.1 s with 20 ms a token and 0.2 s with 20 ms; the one with 0.3 s is too late.
        #expect(metrics.goodput == 1)
        let ttft = try #require(metrics.ttft)
        #expect(abs(ttft.mean - 200) < 1e-9 && abs(ttft.median - 200) < 1e-9 && abs(ttft.p99 - 298) < 1e-9)
        #expect(abs(ttft.std - 81.64965809) < 1e-6)
        let tpot = try #require(metrics.tpot)
        // A single token has no time per further one.
        #expect(abs(tpot.mean - 20) < 1e-9)
        let itl = try #require(metrics.itl)
        #expect(abs(itl.mean - 20) < 1e-9 && abs(itl.p90 - 28) < 1e-9)
        #expect(abs((metrics.e2el?.median ?? 0) - 220) < 1e-9)
    }

    @Test func whereAllFailedThereAreNoTimes() {
        let failed = ServedRequest(
            inputTokens: 0, outputTokens: 0, timeToFirstToken: 0, interTokenTimes: [], latency: 0, error: "x")
        let metrics = ServingMetrics([failed], duration: 1)
        #expect(metrics.failed == 1 && metrics.ttft == nil && metrics.goodput == nil && metrics.outputThroughput == 0)
    }

    @Test func arrivalsAreAPoissonProcessOfTheSeed() throws {
        var generator = SeededGenerator(seed: 3)
        let times = ArrivalTimes.poisson(count: 20_000, rate: 4, using: &generator)
        #expect(times.first == 0 && zip(times, times.dropFirst()).allSatisfy(<))
        let gaps = zip(times.dropFirst(), times).map(-)
        let mean = gaps.reduce(0, +) / Double(gaps.count)
        #expect(abs(mean - 0.25) < 0.01)
        // Exponential: the deviation is the mean, and 1/e of the gaps are longer than it.
        let deviation = (gaps.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(gaps.count)).squareRoot()
        #expect(abs(deviation - mean) < 0.01)
        #expect(abs(Double(gaps.count { $0 > mean }) / Double(gaps.count) - exp(-1)) < 0.02)
        var again = SeededGenerator(seed: 3)
        #expect(ArrivalTimes.poisson(count: 20_000, rate: 4, using: &again) == times)
        #expect(ArrivalTimes.poisson(count: 3, rate: nil, using: &again) == [0, 0, 0])
    }

    @Test func aServerIsMeasuredAtTheRateAndFailuresAreNotRepeated() async throws {
        let server = ModelServer(
            [.words(["warm"]), .status(500), .status(429)], otherwise: .words(["a", "b", "c"], pause: 0.03))
        try await server.withEngine(
            retry: RetryPolicy(attempts: 0), change: { $0.concurrency = .init(start: 4, least: 4, most: 4) }
        ) { engine async throws in
            let prompts = ServingPrompts(words: 5, seed: 1)
            let benchmark = ServingBenchmark(
                engine: engine, requests: (0..<10).map { GenerationRequest(prompt: prompts[$0], maxTokens: 8) },
                rate: 20,
                seed: 1)
            let (requests, duration) = try await benchmark.run()
            let metrics = ServingMetrics(requests, duration: duration)
            #expect(metrics.completed == 8 && metrics.failed == 2)
            let report = ServingReport(
                engine: engine.info, rate: 20, maxConcurrency: 4, seed: 1, date: Date(timeIntervalSince1970: 0),
                metrics: metrics, requests: requests)
            let result = report.vllmResult
            #expect(
                result["date"] == "19700101-000000" && result["model_id"] == "m" && result["request_rate"]?.double == 20
            )
            #expect(result["completed"] == 8 && result["itls"]?.array?.count == 10)
            #expect((result["mean_ttft_ms"]?.double ?? 0) > 0 && (result["p99_itl_ms"]?.double ?? 0) > 0)
        }
        #expect(server.completions.count == 11)
        #expect(Set(server.completions.dropFirst().map { $0.body["messages"] }).count == 10)
    }
}
