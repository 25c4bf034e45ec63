import ForgeCore

/// What is known of a running experiment at any moment, from its answers alone. Times are in seconds of any one clock.
struct RunMeter: Sendable {
    private var experiment: Experiment
    private var tallies: [String: ScoreTally]
    /// When the present run began, and how many samples were done then.
    private var start: (time: Double, done: Int)?

    init(_ experiment: Experiment, tallies: [ScoreTally]) {
        self.experiment = experiment
        self.tallies = Dictionary(tallies.map { ($0.metric, $0) }, uniquingKeysWith: { first, _ in first })
    }

    mutating func start(_ experiment: Experiment, at time: Double) {
        self.experiment = experiment
        start = (time, experiment.done)
    }

    mutating func add(_ prediction: Prediction, done: Int) {
        experiment.done = done
        for (metric, score) in prediction.scores {
            tallies[metric, default: ScoreTally(metric: metric, count: 0, sum: 0, sumOfSquares: 0)].add(score)
        }
    }

    /// The metric that comes first in the results; nil before the first score.
    var decidingMetric: String? { result?.metric }

    func progress(at now: Double) -> ExperimentProgress {
        var progress = ExperimentProgress(experiment, isQueued: true, result: result)
        guard let start else { return progress }
        let elapsed = max(0, now - start.time)
        progress.elapsed += elapsed
        let answered = experiment.done - start.done
        guard answered > 0, elapsed > 0 else { return progress }
        let rate = Double(answered) / elapsed
        progress.rate = rate
        progress.remaining = Double(experiment.total - experiment.done) / rate
        return progress
    }

    private var result: MetricResult? {
        RunningResults(tallies: Array(tallies.values), of: experiment).results.first
    }
}

extension ScoreTally {
    fileprivate mutating func add(_ score: Double) {
        count += 1
        sum += score
        sumOfSquares += score * score
    }
}
