/// Names of the results that every experiment has beside its quality metrics.
package enum SummaryMetric {
    package static let version = 1

    package static let latencyMean = "latency.mean"
    package static let latencyP50 = "latency.p50"
    package static let latencyP95 = "latency.p95"
    package static let latencyP99 = "latency.p99"
    package static let ttftP50 = "ttft.p50"
    package static let ttftP95 = "ttft.p95"
    /// Samples per second of the experiment's work time.
    package static let sampleThroughput = "throughput.samples"
    package static let outputThroughput = "throughput.output_tokens"
    package static let inputTokens = "tokens.input"
    package static let outputTokens = "tokens.output"
    package static let cachedTokens = "tokens.cached"
    package static let totalTokens = "tokens.total"
    package static let tokensPerSample = "tokens.per_sample"
    /// Work time × devices: what the experiment kept busy, of which the devices need not have used every cycle.
    package static let computeSeconds = "compute_seconds"
    /// Percent of calls that took over a prefix, and of input tokens that were taken over.
    package static let cacheHitRate = "cache.hit_rate"
    package static let cachedShare = "cache.token_share"
    /// Estimated: the tokens that were taken over, at the measured speed of computing prompts.
    package static let cacheSaved = "cache.saved"
    package static let cacheSavedPerHit = "cache.saved_per_hit"
    /// Prompt tokens per second of the time that they were computed in.
    package static let promptThroughput = "throughput.prompt_tokens"
    package static let draftedTokens = "speculation.drafted"
    package static let acceptedTokens = "speculation.accepted"
    /// Percent of the guessed tokens that were right.
    package static let acceptance = "speculation.acceptance"
    /// Tokens computed for nobody, to fill static batches.
    package static let paddingTokens = "tokens.padding"
    /// What `forge canary` found: percent of outputs that change for no reason, and by how much a metric does.
    package static let noisePrefix = "noise."
    package static let noiseChanged = "noise.changed"
    package static func noise(of metric: String) -> String { noisePrefix + metric }
    package static let failedRate = "rate.failed"

    /// Share of samples with this flag (`rate.empty`, `rate.truncated`).
    package static func rate(of flag: String) -> String { "rate.\(flag)" }
    /// Share of samples whose answer was found this way (`answer_source.hashes`).
    package static func share(of source: String) -> String { "answer_source.\(source)" }
}
