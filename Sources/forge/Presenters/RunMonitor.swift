import ForgeCore
import ForgeLab
import ForgeTerminal
import Synchronization

/// Shows a run's events on standard error: a progress line with ETA and live accuracy, warnings, what finished.
final class RunMonitor: Sendable {
    // A class, because events come from many tasks and share one line of the terminal.
    private struct State {
        var writer: ProgressWriter
        var progress: ForgeTerminal.Progress?
        var metric: String?
    }

    private let terminal = Terminal.of(descriptor: 2)
    private let quiet: Bool
    private let state: Mutex<State>
    private static let clock = ContinuousClock()
    private let origin = RunMonitor.clock.now

    /// - Parameter quiet: show warnings only (for `--json`).
    init(quiet: Bool) {
        self.quiet = quiet
        state = Mutex(State(writer: ProgressWriter(terminal: Terminal.of(descriptor: 2))))
    }

    /// Runs `body` with a handler for its events, and ends the progress line whatever happens.
    func watch<Result>(_ body: (@escaping @Sendable (RunEvent) -> Void) async throws -> Result) async throws -> Result {
        defer { state.withLock { if let end = $0.writer.close() { StandardError.write(end) } } }
        return try await body { self.show($0) }
    }

    private var now: Double { (Self.clock.now - origin).seconds }

    private func show(_ event: RunEvent) {
        let now = now
        state.withLock { state in
            switch event {
            case .started(let experiment): start(experiment, at: now, in: &state)
            case .answered(let prediction, let done, _): advance(prediction, done: done, at: now, in: &state)
            case .warning(let text):
                let line = terminal.colored(terminal.text("note: \(text)"), .yellow)
                StandardError.write((state.writer.close() ?? "") + line + "\n")
            case .finished: state.progress = nil
            }
        }
    }

    private func start(_ experiment: Experiment, at now: Double, in state: inout State) {
        state.writer = ProgressWriter(terminal: terminal)
        state.metric = nil
        state.progress = ForgeTerminal.Progress(
            label: experiment.name, total: experiment.total, doneBefore: experiment.done, startedAt: now)
        redraw(at: now, in: &state)
    }

    private func advance(_ prediction: Prediction, done: Int, at now: Double, in state: inout State) {
        state.progress?.done = done
        countAccuracy(prediction, in: &state)
        redraw(at: now, in: &state)
    }

    private func redraw(at now: Double, in state: inout State) {
        guard !quiet, let progress = state.progress else { return }
        if let text = state.writer.update(progress, at: now) { StandardError.write(text) }
    }

    /// Counts the first binary metric (in its published order) that the samples carry.
    private func countAccuracy(_ prediction: Prediction, in state: inout State) {
        if state.metric == nil {
            state.metric = AnswerMetrics.all.first { $0.isBinary && prediction.scores[$0.name] != nil }?.name
        }
        guard let metric = state.metric, let score = prediction.scores[metric] else { return }
        let (correct, scored) = state.progress?.accuracy ?? (0, 0)
        state.progress?.accuracy = (correct + (score == 1 ? 1 : 0), scored + 1)
    }
}
