/// A difference of two means on the same items, with its bootstrap interval.
package struct PairedBootstrap: Sendable, Codable, Hashable {
    /// mean(A) − mean(B).
    package var difference: Double
    package var interval: Interval
    package var resamples: Int

    package init(difference: Double, interval: Interval, resamples: Int) {
        self.difference = difference
        self.interval = interval
        self.resamples = resamples
    }
}

extension Statistics {
    /// The percentile bootstrap interval of a mean (Efron 1979); clusters, if given, are resampled whole.
    ///
    /// Nil for fewer than two items (or clusters), no resamples, or a confidence outside 0 < c < 1.
    /// - Precondition: `clusters`, if given, has one label for every value.
    package static func bootstrapMean(
        _ values: [Double], clusters: [Int]? = nil, resamples: Int = 10_000, seed: UInt64, confidence: Double = 0.95
    ) -> Interval? {
        guard resamples > 0, var resampler = Resampler(values, clusters: clusters, seed: seed) else { return nil }
        return interval(of: resampler.means(resamples), confidence: confidence)
    }

    /// The paired bootstrap of mean(A) − mean(B): item indices are resampled, both sides of an item stay together.
    ///
    /// Whether the difference is more than luck is `signFlip`'s to say: p-values of the bootstrap are too low for few items
    /// (eight equal differences would get 1 / (1 + resamples)). Nil as for `bootstrapMean`.
    /// - Precondition: `a` and `b` (and `clusters`, if given) have the same length and order of items.
    package static func pairedBootstrap(
        _ a: [Double], _ b: [Double], clusters: [Int]? = nil, resamples: Int = 10_000, seed: UInt64,
        confidence: Double = 0.95
    ) -> PairedBootstrap? {
        precondition(a.count == b.count, "paired values must have the same length")
        let differences = zip(a, b).map { $0 - $1 }
        guard resamples > 0, let difference = mean(differences),
            var resampler = Resampler(differences, clusters: clusters, seed: seed)
        else { return nil }
        guard let interval = interval(of: resampler.means(resamples), confidence: confidence) else { return nil }
        return PairedBootstrap(difference: difference, interval: interval, resamples: resamples)
    }

    private static func interval(of means: [Double], confidence: Double) -> Interval? {
        guard confidence > 0, confidence < 1 else { return nil }
        let sorted = means.sorted()
        let tail = (1 - confidence) / 2 * 100
        guard let low = percentile(sorted: sorted, tail), let high = percentile(sorted: sorted, 100 - tail) else {
            return nil
        }
        return Interval(low: low, high: high)
    }
}
