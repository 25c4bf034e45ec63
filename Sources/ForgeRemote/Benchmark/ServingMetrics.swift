import ForgeCore
private import Foundation

/// A benchmark's figures as vLLM defines them (`vllm/benchmarks/serve.py`, METRICS). Times are in milliseconds.
package struct ServingMetrics: Sendable, Codable, Hashable {
    /// Limits that a request must keep to count as good; in milliseconds.
    package struct Objectives: Sendable, Codable, Hashable {
        package var ttft: Double?
        package var tpot: Double?
        package var e2el: Double?

        package init(ttft: Double? = nil, tpot: Double? = nil, e2el: Double? = nil) {
            self.ttft = ttft
            self.tpot = tpot
            self.e2el = e2el
        }

        package var isEmpty: Bool { ttft == nil && tpot == nil && e2el == nil }

        func areMet(by request: ServedRequest) -> Bool {
            func keeps(_ seconds: Double, _ limit: Double?) -> Bool { limit.map { seconds * 1000 <= $0 } ?? true }
            // With a single token there is no time per further one.
            return keeps(request.timeToFirstToken, ttft) && keeps(request.timePerOutputToken ?? 0, tpot)
                && keeps(request.latency, e2el)
        }
    }

    /// Of one kind of time; nil without a value.
    package struct Distribution: Sendable, Codable, Hashable {
        package var mean: Double
        package var median: Double
        package var std: Double
        package var p90: Double
        package var p95: Double
        package var p99: Double

        init?(seconds: [Double]) {
            let values = seconds.map { $0 * 1000 }.sorted()
            guard !values.isEmpty else { return nil }
            func percentile(_ p: Double) -> Double { Statistics.percentile(sorted: values, p) ?? 0 }
            let mean = values.reduce(0, +) / Double(values.count)
            self.mean = mean
            // Of the population, as numpy has it.
            std = (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)).squareRoot()
            median = percentile(50)
            p90 = percentile(90)
            p95 = percentile(95)
            p99 = percentile(99)
        }
    }

    package var completed: Int
    package var failed: Int
    /// Seconds from the first sending to the last end.
    package var duration: Double
    package var inputTokens: Int
    package var outputTokens: Int
    package var requestThroughput: Double
    /// Requests per second that keep the objectives; nil without any.
    package var goodput: Double?
    package var outputThroughput: Double
    package var totalThroughput: Double
    package var ttft: Distribution?
    package var tpot: Distribution?
    package var itl: Distribution?
    package var e2el: Distribution?

    /// Failed requests are counted and stay out of the times.
    package init(_ requests: [ServedRequest], duration: Double, objectives: Objectives = .init()) {
        let done = requests.filter(\.succeeded)
        completed = done.count
        failed = requests.count - done.count
        self.duration = duration
        inputTokens = done.reduce(0) { $0 + $1.inputTokens }
        outputTokens = done.reduce(0) { $0 + $1.outputTokens }
        requestThroughput = Double(completed) / duration
        goodput = objectives.isEmpty ? nil : Double(done.count(where: objectives.areMet)) / duration
        outputThroughput = Double(outputTokens) / duration
        totalThroughput = Double(inputTokens + outputTokens) / duration
        ttft = Distribution(seconds: done.map(\.timeToFirstToken))
        tpot = Distribution(seconds: done.compactMap(\.timePerOutputToken))
        itl = Distribution(seconds: done.flatMap(\.interTokenTimes))
        e2el = Distribution(seconds: done.map(\.latency))
    }
}
