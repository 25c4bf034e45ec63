package import Foundation

/// A place in the server's waiting line.
package struct QueueEntry: Sendable, Codable, Hashable {
    package var experimentID: String
    /// What was asked for together.
    package var batch: String
    package var addedAt: Date

    package init(experimentID: String, batch: String, addedAt: Date) {
        self.experimentID = experimentID
        self.batch = batch
        self.addedAt = addedAt
    }
}

/// Samples that failed with the same error.
package struct FailureCount: Sendable, Hashable {
    /// Nil where none was stored.
    package var error: String?
    package var count: Int

    package init(error: String?, count: Int) {
        self.error = error
        self.count = count
    }
}

/// Sums of one metric's scores over the samples finished so far.
package struct ScoreTally: Sendable, Codable, Hashable {
    package var metric: String
    package var count: Int
    package var sum: Double
    package var sumOfSquares: Double

    package init(metric: String, count: Int, sum: Double, sumOfSquares: Double) {
        self.metric = metric
        self.count = count
        self.sum = sum
        self.sumOfSquares = sumOfSquares
    }
}

/// One finished sample in an overview of many.
package struct SampleOutcome: Sendable, Codable, Hashable {
    package var index: Int
    /// Nil when the sample failed or the metric does not apply.
    package var score: Double?

    package init(index: Int, score: Double?) {
        self.index = index
        self.score = score
    }
}

/// Values that experiments have, each with how many have it. Deleted experiments do not count.
package struct ExperimentFacets: Sendable, Codable, Hashable {
    package var statuses: [String: Int]
    package var methods: [String: Int]
    package var models: [String: Int]
    package var datasets: [String: Int]
    package var tags: [String: Int]
    /// Samples answered and model calls made, over all of them.
    package var predictions: Int
    package var calls: Int

    package init(
        statuses: [String: Int] = [:], methods: [String: Int] = [:], models: [String: Int] = [:],
        datasets: [String: Int] = [:], tags: [String: Int] = [:], predictions: Int = 0, calls: Int = 0
    ) {
        self.statuses = statuses
        self.methods = methods
        self.models = models
        self.datasets = datasets
        self.tags = tags
        self.predictions = predictions
        self.calls = calls
    }
}

/// The best experiment on a data set's questions.
package struct DatasetLeader: Sendable, Codable, Hashable {
    package var dataset: String
    package var split: String
    package var experiment: Experiment
    package var result: MetricResult
    /// Completed experiments on the same questions by the same metric, itself included.
    package var competitors: Int

    package init(dataset: String, split: String, experiment: Experiment, result: MetricResult, competitors: Int) {
        self.dataset = dataset
        self.split = split
        self.experiment = experiment
        self.result = result
        self.competitors = competitors
    }
}
