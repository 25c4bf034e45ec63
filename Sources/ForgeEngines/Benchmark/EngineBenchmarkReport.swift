/// Throughput of the engine and of llama.cpp's bare loop on the same work.
package struct ThroughputMeasurement: Sendable, Codable, Hashable {
    package var concurrency: Int
    package var prompts: Int
    package var inputTokens: Int
    package var outputTokens: Int
    /// Output tokens per second, medians of the repeats.
    package var engine: Double
    package var raw: Double
    /// Median of the repeats' ratios, each of two runs side by side in time.
    package var ratio: Double
}

/// A few-shot run with shared prefixes and without.
package struct PrefixMeasurement: Sendable, Codable, Hashable {
    package var concurrency: Int
    package var prompts: Int
    package var inputTokens: Int
    package var cachedTokens: Int
    /// Seconds, medians of the repeats.
    package var withSharing: Double
    package var withoutSharing: Double
    /// How many times faster sharing is.
    package var speedup: Double
}

/// Decoding alone and beside busy threads.
package struct ContentionMeasurement: Sendable, Codable, Hashable {
    package var concurrency: Int
    package var threads: Int
    package var cores: Int
    package var busyThreads: Int
    /// Output tokens per second, medians of the repeats.
    package var idle: Double
    package var contended: Double
    /// Median of the repeats' contended speed over idle speed.
    package var share: Double
    /// The share that the scheduler owes the engine's threads: cores / (busy threads + engine threads).
    package var fairShare: Double
    /// Whether the process runs with the short OpenMP spin.
    package var shortSpin: Bool
}

package struct EngineBenchmarkReport: Sendable, Codable, Hashable {
    package var model: String
    package var weightFormat: String
    package var build: String
    package var threads: Int
    package var repeats: Int
    package var throughput: [ThroughputMeasurement]
    package var prefix: PrefixMeasurement?
    package var contention: [ContentionMeasurement]
    /// Continuous batching first, which the others are compared with.
    package var batching: [StyleMeasurement] = []
    package var speculation: [SpeculationMeasurement] = []
    /// The whole prefix cache first.
    package var contexts: [StyleMeasurement] = []
}

/// What the engine benchmark can measure.
package enum EngineBenchmarkPart: String, Sendable, Codable, CaseIterable {
    /// The engine against llama.cpp's bare loop.
    case loop
    case fewShot = "few-shot"
    case contention
    case batching
    case speculation
    case contexts
}
