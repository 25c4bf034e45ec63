package import ForgeCore

/// Engines with different settings on the same prompts, each in its turn in every round.
///
/// The first is what the others are compared with.
struct StyleBenchmark {
    struct Style {
        var name: String
        var options: LlamaEngineOptions
    }

    let modelPath: String
    let styles: [Style]
    let concurrency: Int
    /// Output tokens at most, taken in turn by the prompts.
    let limits: [Int]
    let repeats: Int
    /// Whether every round begins with an empty cache.
    var isCold = true

    func run(_ prompts: [Prompt], progress: @Sendable (String) -> Void) async throws -> [StyleMeasurement] {
        var engines: [LlamaEngine] = []
        for style in styles {
            var options = style.options
            options.gpuLayers = .none
            engines.append(try await LlamaEngine.load(path: modelPath, options: options))
        }
        var rounds: [[Workload.Results]] = engines.map { _ in [] }
        // The first round reads weights, finds the number of threads and is not counted.
        for round in 0...repeats {
            for (index, engine) in engines.enumerated() {
                progress("   \(styles[index].name), " + (round == 0 ? "warming up" : "round \(round) of \(repeats)"))
                if isCold { await engine.clearCache() }
                let work = round == 0 ? Array(prompts.prefix(max(concurrency, prompts.count / 8))) : prompts
                let results = try await Workload(engine, limits: limits).run(work, concurrency: concurrency)
                if round > 0 { rounds[index].append(results) }
            }
        }
        for engine in engines { await engine.shutdown() }
        return styles.indices.compactMap { measurement(styles[$0].name, rounds[$0], reference: rounds[0]) }
    }

    private func measurement(
        _ name: String, _ rounds: [Workload.Results], reference: [Workload.Results]
    ) -> StyleMeasurement? {
        guard let last = rounds.last, let first = reference.last else { return nil }
        let latencies = rounds.flatMap { $0.generations.map { $0.latency - $0.queueTime } }.sorted()
        return StyleMeasurement(
            style: name, concurrency: concurrency, prompts: last.generations.count, inputTokens: last.inputTokens,
            outputTokens: last.outputTokens, work: last.work, seconds: Median.of(rounds.map(\.seconds)),
            promptsPerSecond: Median.of(rounds.map(\.promptsPerSecond)),
            tokensPerSecond: Median.of(rounds.map(\.outputTokensPerSecond)),
            latencyP50: Statistics.percentile(sorted: latencies, 50) ?? 0,
            latencyP95: Statistics.percentile(sorted: latencies, 95) ?? 0,
            slowdown: Median.of(zip(rounds, reference).map { $0.seconds / $1.seconds }),
            speedRatio: Median.of(zip(rounds, reference).map { $1.outputTokensPerSecond / $0.outputTokensPerSecond }),
            differing: last.differing(from: first))
    }
}

/// One engine's figures of a benchmark of several. Times are in seconds, medians of the rounds.
package struct StyleMeasurement: Sendable, Codable, Hashable {
    package var style: String
    package var concurrency: Int
    package var prompts: Int
    package var inputTokens: Int
    package var outputTokens: Int
    package var work: EngineWork
    package var seconds: Double
    package var promptsPerSecond: Double
    /// Output tokens.
    package var tokensPerSecond: Double
    /// From the first work on a prompt to its answer.
    package var latencyP50: Double
    package var latencyP95: Double
    /// Its time over that of the first style, median of the rounds' ratios.
    package var slowdown: Double
    /// Output tokens per second of the first style over its own, median of the rounds' ratios.
    package var speedRatio: Double
    /// Prompts whose greedy answer is another one than the first style's.
    package var differing: Int
}
