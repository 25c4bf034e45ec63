package import ForgeCore

/// An experiment's predictions added up row by row, and the results made from them.
///
/// Latencies are those of answered samples: a failed one has no end-to-end time. Rates and shares are of all samples.
package struct ExperimentSummary: Sendable {
    package struct Options: Sendable, Hashable {
        /// Seconds of work over all runs (`Experiment.elapsed`).
        package var elapsed: Double
        /// GPUs, or 1 for the CPU.
        package var devices: Int
        package var seed: UInt64
        /// Nil for 10,000, fewer beyond 20,000 samples.
        package var resamples: Int?

        package init(elapsed: Double, devices: Int = 1, seed: UInt64 = 0, resamples: Int? = nil) {
            self.elapsed = elapsed
            self.devices = devices
            self.seed = seed
            self.resamples = resamples
        }
    }

    private let metrics: [MetricInfo]
    private var scores: [[Double]]
    private var latencies: [Double] = []
    private var firstTokenTimes: [Double] = []
    private var total = 0
    private var failed = 0
    private var inputTokens = 0
    private var outputTokens = 0
    private var cachedTokens = 0
    private var work: EngineWork?
    private var flags: [AnswerFlag: Int] = [:]
    private var sources: [AnswerSource: Int] = [:]

    /// - Parameter metrics: the quality metrics to report, in this order.
    package init(metrics: [MetricInfo]) {
        self.metrics = metrics
        scores = metrics.map { _ in [] }
    }

    /// All at once, for predictions that are in memory.
    package static func results(
        of rows: some Sequence<PredictionRow>, metrics: [MetricInfo], options: Options
    ) -> [MetricResult] {
        var summary = ExperimentSummary(metrics: metrics)
        for row in rows { summary.add(row) }
        return summary.results(options)
    }

    package mutating func add(_ row: PredictionRow) {
        total += 1
        for (position, metric) in metrics.enumerated() {
            if let score = row.scores[metric.name], score.isFinite { scores[position].append(score) }
        }
        if row.isAnswered {
            latencies.append(row.latency)
            if let time = row.timeToFirstToken { firstTokenTimes.append(time) }
        } else {
            failed += 1
        }
        inputTokens += row.inputTokens
        outputTokens += row.outputTokens
        cachedTokens += row.cachedTokens
        if let more = row.work { work = work.map { $0 + more } ?? more }
        for flag in Set(row.flags) { flags[flag, default: 0] += 1 }
        sources[row.answerSource, default: 0] += 1
    }

    /// Quality metrics first, then latency, throughput, tokens, compute time, rates and shares.
    package func results(_ options: Options) -> [MetricResult] {
        let quality = metrics.indices.map { self.quality(metrics[$0], scores: scores[$0], options: options) }
        return quality + times() + throughput(options) + tokens()
            + (work.map(engineFigures) ?? []) + rates()
    }
}

// MARK: Quality

extension ExperimentSummary {
    private func quality(_ metric: MetricInfo, scores: [Double], options: Options) -> MetricResult {
        let interval = MeanInterval.of(
            scores, isBinary: metric.isBinary, seed: options.seed, resamples: options.resamples)
        return MetricResult(
            metric: metric.name, version: metric.version, value: Statistics.mean(scores), low: interval?.low,
            high: interval?.high, interval: interval == nil ? nil : metric.isBinary ? "wilson" : "bootstrap",
            scored: scores.count, total: total, unit: metric.isBinary ? "proportion" : "mean")
    }

    private func rates() -> [MetricResult] {
        // Empty and truncated outputs are always told, also when there are none.
        let told = AnswerFlag.allCases.filter { $0 == .empty || $0 == .truncated || flags[$0] != nil }
        return [proportion(SummaryMetric.failedRate, failed)]
            + told.map { proportion(SummaryMetric.rate(of: $0.rawValue), flags[$0] ?? 0) }
            + AnswerSource.allCases.filter { sources[$0] != nil }
            .map { proportion(SummaryMetric.share(of: $0.rawValue), sources[$0] ?? 0) }
    }

    private func proportion(_ name: String, _ count: Int) -> MetricResult {
        let interval = Statistics.wilson(successes: count, trials: total)
        return MetricResult(
            metric: name, version: SummaryMetric.version, value: total == 0 ? nil : Double(count) / Double(total),
            low: interval?.low, high: interval?.high, interval: interval == nil ? nil : "wilson", scored: total,
            total: total, unit: "proportion")
    }
}

// MARK: Time and tokens

extension ExperimentSummary {
    private func times() -> [MetricResult] {
        let latencies = latencies.sorted()
        let firsts = firstTokenTimes.sorted()
        return [
            result(SummaryMetric.latencyMean, Statistics.mean(latencies), latencies.count, "s"),
            result(SummaryMetric.latencyP50, Statistics.percentile(sorted: latencies, 50), latencies.count, "s"),
            result(SummaryMetric.latencyP95, Statistics.percentile(sorted: latencies, 95), latencies.count, "s"),
            result(SummaryMetric.latencyP99, Statistics.percentile(sorted: latencies, 99), latencies.count, "s"),
            result(SummaryMetric.ttftP50, Statistics.percentile(sorted: firsts, 50), firsts.count, "s"),
            result(SummaryMetric.ttftP95, Statistics.percentile(sorted: firsts, 95), firsts.count, "s"),
        ]
    }

    private func throughput(_ options: Options) -> [MetricResult] {
        let seconds = options.elapsed > 0 && total > 0 ? options.elapsed : nil
        return [
            result(SummaryMetric.sampleThroughput, seconds.map { Double(total) / $0 }, total, "samples/s"),
            result(SummaryMetric.outputThroughput, seconds.map { Double(outputTokens) / $0 }, total, "tokens/s"),
            result(SummaryMetric.computeSeconds, seconds.map { $0 * Double(options.devices) }, total, "s"),
        ]
    }

    private func tokens() -> [MetricResult] {
        let sum = Double(inputTokens + outputTokens)
        return [
            result(SummaryMetric.inputTokens, Double(inputTokens), total, "tokens"),
            result(SummaryMetric.outputTokens, Double(outputTokens), total, "tokens"),
            result(SummaryMetric.cachedTokens, Double(cachedTokens), total, "tokens"),
            result(SummaryMetric.totalTokens, sum, total, "tokens"),
            result(SummaryMetric.tokensPerSample, total == 0 ? nil : sum / Double(total), total, "tokens/sample"),
        ]
    }

    /// What the cache, guesses and batches came to. Shares are of calls and tokens, so they are percents without intervals.
    private func engineFigures(_ work: EngineWork) -> [MetricResult] {
        func percent(_ name: String, _ part: Int, of whole: Int) -> MetricResult {
            let value = whole == 0 ? nil : Double(part) / Double(whole) * 100
            return MetricResult(
                metric: name, version: SummaryMetric.version, value: value, scored: whole, total: whole, unit: "%")
        }
        let isComputed = work.computedTokens > 0 && work.promptSeconds > 0
        let speed = isComputed ? Double(work.computedTokens) / work.promptSeconds : nil
        var figures = [
            percent(SummaryMetric.cacheHitRate, work.cacheHits, of: work.calls),
            percent(SummaryMetric.cachedShare, work.cachedTokens, of: work.inputTokens),
            result(SummaryMetric.cacheSaved, work.savedSeconds, total, "s"),
            result(SummaryMetric.cacheSavedPerHit, work.savedSecondsPerHit, total, "s"),
            result(SummaryMetric.promptThroughput, speed, total, "tokens/s"),
        ]
        if work.draftedTokens > 0 {
            figures += [
                result(SummaryMetric.draftedTokens, Double(work.draftedTokens), total, "tokens"),
                result(SummaryMetric.acceptedTokens, Double(work.acceptedTokens), total, "tokens"),
                percent(SummaryMetric.acceptance, work.acceptedTokens, of: work.draftedTokens),
            ]
        }
        if work.paddingTokens > 0 {
            figures.append(result(SummaryMetric.paddingTokens, Double(work.paddingTokens), total, "tokens"))
        }
        return figures
    }

    private func result(_ name: String, _ value: Double?, _ scored: Int, _ unit: String) -> MetricResult {
        MetricResult(
            metric: name, version: SummaryMetric.version, value: value, scored: scored, total: total, unit: unit)
    }
}
