import ForgeCore
import ForgeLab
import ForgeTerminal
import ForgeTraining
import Synchronization

/// Shows a training's events on standard error: what it will take, its steps with losses and margins, validations.
final class TrainMonitor: Sendable {
    // A class, because events come from the training's thread and the lines share one terminal.
    private struct State {
        var started = ContinuousClock.now
        var firstStep = 0
        var lastLine = ContinuousClock.now - .seconds(60)
        var lastReference = ContinuousClock.now - .seconds(60)
    }

    private let quiet: Bool
    private let terminal = Terminal.of(descriptor: 2)
    private let state = Mutex(State())

    /// - Parameter quiet: show warnings only (for `--json`).
    init(quiet: Bool) { self.quiet = quiet }

    func show(_ event: TrainingEvent) {
        if case .warning(let text) = event {
            return write(terminal.colored(terminal.text("note: \(text)"), .yellow))
        }
        guard !quiet, let line = state.withLock({ Self.line(event, &$0, isInteractive: terminal.isInteractive) }) else {
            return
        }
        write(line)
    }

    private func write(_ line: String) { StandardError.write("\(line)\n") }

    private static func line(_ event: TrainingEvent, _ state: inout State, isInteractive: Bool) -> String? {
        let now = ContinuousClock.now
        switch event {
        case .estimate(let estimate):
            return "memory: about \(estimate.total >> 20) MiB (model \(estimate.model >> 20), passes "
                + "\(estimate.passes >> 20), adapter \(estimate.adapter >> 20))"
        case .reference(let done, let total):
            guard done == total || now - state.lastReference > .seconds(10) else { return nil }
            state.lastReference = now
            return "reference log-probabilities: \(done) of \(total) pairs"
        case .started(let step, let total, let pairs):
            state.started = now
            state.firstStep = step
            return (step == 0 ? "training" : "going on after step \(step)")
                + ": \(Counted.of(total, "step")) on \(Counted.of(pairs, "pair"))"
        case .step(let record, let total):
            let interval: Duration = isInteractive ? .seconds(2) : .seconds(10)
            guard record.step == total || record.step == state.firstStep + 1 || now - state.lastLine > interval else {
                return nil
            }
            state.lastLine = now
            let perStep = (now - state.started).seconds / Double(max(1, record.step - state.firstStep))
            return step(record, total: total, remaining: perStep * Double(total - record.step))
        case .validated(let record):
            return "  validation after step \(record.step): loss \(decimal(record["eval_loss"])), accuracy "
                + "\(decimal(record["eval_rewards/accuracies"])), margin \(decimal(record["eval_rewards/margins"]))"
        case .checkpoint(let step): return "  checkpoint of step \(step)"
        case .warning(let text): return text
        }
    }

    private static func step(_ record: TrainingRecord, total: Int, remaining: Double) -> String {
        let rate = NumberText.decimal(record["pairs_per_second"] ?? 0, places: 2)
        let end = record.step == total ? "" : ", \(NumberText.seconds(remaining)) left"
        return "step \(record.step) of \(total): loss \(decimal(record["loss"])), accuracy "
            + "\(decimal(record["rewards/accuracies"])), margin \(decimal(record["rewards/margins"])), gradient "
            + "\(decimal(record["grad_norm"])), \(rate) pairs/s\(end)"
    }

    private static func decimal(_ value: Double?) -> String { value.map { NumberText.decimal($0, places: 4) } ?? "–" }
}
