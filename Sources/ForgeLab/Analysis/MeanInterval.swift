import ForgeCore

/// The interval that fits a metric: Wilson's for a proportion, the bootstrap's for any other mean.
enum MeanInterval {
    /// Nil when it cannot be estimated: for a mean of fewer than two scores or of equal ones, whose resamples all agree.
    static func of(_ scores: [Double], isBinary: Bool, seed: UInt64, resamples: Int?) -> Interval? {
        guard isBinary else {
            guard let first = scores.first, scores.contains(where: { $0 != first }) else { return nil }
            return Statistics.bootstrapMean(scores, resamples: count(resamples, items: scores.count), seed: seed)
        }
        return Statistics.wilson(successes: scores.count { $0 == 1 }, trials: scores.count)
    }

    /// 10,000, or as many as keep the draws at 200 million; never under 1,000.
    static func count(_ wanted: Int?, items: Int) -> Int {
        wanted ?? min(10_000, max(1_000, 200_000_000 / max(1, items)))
    }
}
