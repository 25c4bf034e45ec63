package import ForgeCore

/// An experiment as a list shows it, without its config and provenance.
package struct ExperimentOverview: Sendable, Codable, Hashable {
    package var id: String
    package var name: String
    package var method: String
    package var model: String
    package var dataset: String
    package var split: String
    package var tags: [String]
    package var seed: UInt64
    package var total: Int
    package var done: Int
    package var status: ExperimentStatus
    /// Whether it waits for its turn or is having it.
    package var isQueued: Bool
    package var error: String?
    /// Equal hashes may be compared pairwise.
    package var sampleHash: String
    package var createdAt: String
    package var startedAt: String?
    package var finishedAt: String?
    package var deletedAt: String?
    /// Seconds of work.
    package var elapsed: Double
    /// The deciding metric; nil until there are results.
    package var result: MetricResult?
    /// Median latency in seconds.
    package var latency: Double?
    /// Input and output tokens of all its calls.
    package var tokens: Int?

    package init(_ experiment: Experiment, results: [MetricResult], isQueued: Bool) {
        id = experiment.id
        name = experiment.name
        method = experiment.method
        model = experiment.model
        dataset = experiment.dataset
        split = experiment.split
        tags = experiment.tags
        seed = experiment.seed
        total = experiment.total
        done = experiment.done
        status = experiment.status
        self.isQueued = isQueued
        error = experiment.error
        sampleHash = experiment.sampleHash
        createdAt = Timestamp.text(of: experiment.createdAt)
        startedAt = experiment.startedAt.map(Timestamp.text(of:))
        finishedAt = experiment.finishedAt.map(Timestamp.text(of:))
        deletedAt = experiment.deletedAt.map(Timestamp.text(of:))
        elapsed = experiment.elapsed
        result = results.first { $0.unit == "proportion" || $0.unit == "mean" }
        latency = results.first { $0.metric == SummaryMetric.latencyP50 }?.value
        tokens = results.first { $0.metric == SummaryMetric.totalTokens }?.value.map { Int($0) }
    }
}
