package import ForgeCore

/// One side of a comparison: the experiment and its predictions' numbers.
package struct ComparedExperiment: Sendable {
    package var experiment: Experiment
    package var rows: [PredictionRow]
    /// Versions of the metrics its scores were made with (from its stored results).
    package var versions: [String: Int]

    package init(_ experiment: Experiment, rows: [PredictionRow], results: [MetricResult] = []) {
        self.experiment = experiment
        self.rows = rows
        versions = Dictionary(results.map { ($0.metric, $0.version) }, uniquingKeysWith: { first, _ in first })
    }
}

package struct ComparisonOptions: Sendable, Hashable {
    /// The metric that decides; nil for the first that all experiments have.
    package var metric: String?
    /// Id of the experiment that all others are compared with; nil to compare all pairs.
    package var baseline: String?
    /// Level of significance.
    package var alpha: Double
    package var seed: UInt64
    /// Nil for 10,000, fewer beyond 20,000 samples.
    package var resamples: Int?

    package init(
        metric: String? = nil, baseline: String? = nil, alpha: Double = 0.05, seed: UInt64 = 0, resamples: Int? = nil
    ) {
        self.metric = metric
        self.baseline = baseline
        self.alpha = alpha
        self.seed = seed
        self.resamples = resamples
    }
}
