import ForgeCore
import Foundation

/// Experiments by number that differ as real ones do: five data sets, three methods, three models, results of all sizes;
/// every 50th was stopped half way.
enum BenchmarkVariety {
    static let datasets = ["boolq", "gsm8k", "hotpotqa", "nq-open", "triviaqa"]
    private static let methods = ["naive", "cot.zero-shot", "cot.few-shot"]
    private static let models = ["smollm2-135m-instruct", "gemma3-270m", "qwen2.5-0.5b-instruct"]

    static func dataset(of number: Int) -> String { datasets[number % datasets.count] }

    static func isStopped(_ number: Int) -> Bool { number % 50 == 49 }

    static func experiment(_ number: Int, total: Int, sampleHash: String, config: JSONValue) -> Experiment {
        // A minute apart, the last one now, and each a millisecond of its own.
        let made = Date(timeIntervalSince1970: 1_790_000_000 + Double(number) * 60)
        var experiment = Experiment(
            id: ExperimentID.make(at: made), name: "run \(number)", method: methods[number / 5 % methods.count],
            model: models[number / 15 % models.count], dataset: dataset(of: number), split: "validation",
            tags: [number.isMultiple(of: 2) ? "even" : "odd", "batch \(number / 500)"], seed: 1, total: total,
            config: config, configHash: "c\(number)", sampleHash: sampleHash, provenance: config, createdAt: made)
        experiment.startedAt = made
        experiment.finishedAt = made.addingTimeInterval(40 + share(number, 7) * 600)
        experiment.elapsed = 40 + share(number, 7) * 600
        experiment.status = isStopped(number) ? .stopped : .completed
        return experiment
    }

    static func results(_ number: Int, total: Int) -> [MetricResult] {
        let value = 0.05 + share(number, 1) * 0.85
        func result(_ metric: String, _ value: Double, _ unit: String, margin: Double? = nil) -> MetricResult {
            MetricResult(
                metric: metric, version: 1, value: value, low: margin.map { max(0, value - $0) },
                high: margin.map { min(1, value + $0) }, interval: margin == nil ? nil : "wilson", scored: total,
                total: total, unit: unit)
        }
        let latency = 0.4 + share(number, 2) * 4
        let tokens = (100 + share(number, 3) * 400).rounded() * Double(total)
        return [
            result("em.squad", value, "proportion", margin: 0.08),
            result("f1.squad", min(1, value + 0.1), "mean", margin: 0.07),
            result("contains", min(1, value + 0.15), "proportion", margin: 0.07),
            result("latency.mean", latency * 1.1, "s"), result("latency.p50", latency, "s"),
            result("latency.p95", latency * 2, "s"), result("latency.p99", latency * 3, "s"),
            result("ttft.p50", 0.2, "s"), result("throughput.samples", 16 / latency, "samples/s"),
            result("throughput.output_tokens", 2200 / latency, "tokens/s"),
            result("tokens.input", tokens * 0.6, "tokens"), result("tokens.output", tokens * 0.4, "tokens"),
            result("tokens.total", tokens, "tokens"), result("tokens.per_sample", tokens / Double(total), "tokens"),
            result("compute_seconds", latency * Double(total) / 16, "s"), result("rate.failed", 0.01, "proportion"),
        ]
    }

    /// A number from 0 to 1 that looks random, the same each time.
    private static func share(_ number: Int, _ salt: UInt64) -> Double {
        var generator = SeededGenerator(seed: UInt64(number) &* 31 &+ salt)
        return Double(generator.below(10_000)) / 10_000
    }
}
