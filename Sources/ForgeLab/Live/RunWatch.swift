import ForgeCore
private import Synchronization

/// Tells the live events what a running experiment does, no more often than eyes can follow.
final class RunWatch: Sendable {
    // A class with a lock, because the runner's handler is synchronous.
    private static let progressInterval = Duration.milliseconds(250)
    private static let answerInterval = Duration.milliseconds(50)

    private let id: String
    private let events: LiveEvents
    private let state = Mutex(State())
    private let origin = ContinuousClock.now

    private struct State {
        /// Nil until the experiment was read.
        var meter: RunMeter?
        var hasNews = false
        var lastAnswer: ContinuousClock.Instant?
    }

    init(_ id: String, events: LiveEvents) {
        self.id = id
        self.events = events
    }

    var progress: ExperimentProgress? {
        let now = now
        return state.withLock { $0.meter?.progress(at: now) }
    }

    /// Before the run, with the scores of earlier ones.
    func expect(_ experiment: Experiment, tallies: [ScoreTally]) {
        state.withLock { $0.meter = RunMeter(experiment, tallies: tallies) }
    }

    func take(_ event: RunEvent) {
        switch event {
        case .started(let experiment): start(experiment)
        case .answered(let prediction, let done, _): answer(prediction, done: done)
        case .warning(let message):
            events.publish(.warning, of: id, WarningNotice(experiment: id, message: message))
        // The queue tells the end, when the experiment has left the line.
        case .finished: break
        }
    }

    /// Until the calling task is cancelled.
    func publishRegularly() async {
        while !Task.isCancelled {
            publishNews()
            try? await Task.sleep(for: Self.progressInterval)
        }
    }

    private var now: Double { (ContinuousClock.now - origin).seconds }

    private func start(_ experiment: Experiment) {
        let now = now
        state.withLock { state in
            state.meter?.start(experiment, at: now)
            state.hasNews = true
        }
        events.publish(.experiment, of: id, ExperimentNotice(experiment, isQueued: true))
    }

    private func answer(_ prediction: Prediction, done: Int) {
        let instant = ContinuousClock.now
        let notice = state.withLock { state -> AnswerNotice? in
            state.meter?.add(prediction, done: done)
            state.hasNews = true
            if let last = state.lastAnswer, instant - last < Self.answerInterval { return nil }
            state.lastAnswer = instant
            return AnswerNotice(prediction, metric: state.meter?.decidingMetric)
        }
        if let notice { events.publish(.answer, of: id, notice) }
    }

    private func publishNews() {
        let now = now
        let progress = state.withLock { state -> ExperimentProgress? in
            guard state.hasNews else { return nil }
            state.hasNews = false
            return state.meter?.progress(at: now)
        }
        if let progress { events.publish(.progress, of: id, progress) }
    }
}
