package import ForgeCore

/// Something that happened, for whoever watches the server: told once to all of them.
package struct LiveEvent: Sendable, Hashable {
    package enum Kind: String, Sendable, CaseIterable {
        /// `ExperimentProgress`: where an experiment stands. Also the first event of every subscription to one.
        case progress
        /// `AnswerNotice`: a sample was answered.
        case answer
        /// `ExperimentNotice`: an experiment was created, renamed, deleted, restored, or changed its status.
        case experiment
        /// `WarningNotice`.
        case warning
        /// `QueueState`: who runs and who waits.
        case queue
        /// `PullState`: a download moved on.
        case pull
        /// `IngestJob`: an ingest into a knowledge base moved on.
        case ingest
        /// `TrainingNotice`: a training moved on, here or in another process.
        case training
    }

    /// Grows with every event of this process; `LiveEvents` gives it.
    package var number: Int
    package var kind: Kind
    /// Nil for what concerns no one experiment.
    package var experimentID: String?
    /// JSON, encoded once for all who watch.
    package var data: String
}

/// An experiment's identity and state, as lists show it.
package struct ExperimentNotice: Sendable, Codable, Hashable {
    package var id: String
    package var name: String
    package var status: ExperimentStatus
    package var isQueued: Bool
    package var isDeleted: Bool
    package var error: String?

    package init(_ experiment: Experiment, isQueued: Bool) {
        id = experiment.id
        name = experiment.name
        status = experiment.status
        self.isQueued = isQueued
        isDeleted = experiment.deletedAt != nil
        error = experiment.error
    }
}

package struct WarningNotice: Sendable, Codable, Hashable {
    package var experiment: String
    package var message: String
}

/// A sample that was just answered; texts are cut to what a line shows.
package struct AnswerNotice: Sendable, Codable, Hashable {
    package var experiment: String
    package var index: Int
    package var question: String
    package var answer: String?
    package var golds: [String]
    /// The deciding metric's score; nil when it failed or the metric does not apply.
    package var score: Double?
    package var status: PredictionStatus
    /// Seconds.
    package var latency: Double

    package init(_ prediction: Prediction, metric: String?) {
        experiment = prediction.experimentID
        index = prediction.index
        question = prediction.question.clipped(to: 200)
        answer = prediction.answer?.clipped(to: 120)
        golds = prediction.golds.prefix(3).map { $0.clipped(to: 80) }
        score = metric.flatMap { prediction.scores[$0] }
        status = prediction.status
        latency = prediction.latency
    }
}

/// Where an experiment stands.
package struct ExperimentProgress: Sendable, Codable, Hashable {
    package var id: String
    package var status: ExperimentStatus
    package var isQueued: Bool
    package var done: Int
    package var total: Int
    /// Seconds of work so far, over all its runs.
    package var elapsed: Double
    /// Samples per second of the present run; nil before it can be told.
    package var rate: Double?
    /// Seconds until it is done at this rate.
    package var remaining: Double?
    /// The deciding metric over the samples done so far, with its interval.
    package var result: MetricResult?
    package var error: String?

    /// As the store has it, without what only a run can tell.
    package init(_ experiment: Experiment, isQueued: Bool, result: MetricResult?) {
        id = experiment.id
        status = experiment.status
        self.isQueued = isQueued
        done = experiment.done
        total = experiment.total
        elapsed = experiment.elapsed
        self.result = result
        error = experiment.error
    }
}
