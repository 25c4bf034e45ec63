import ForgeCore
import ForgeLab
import ForgeTraining
import ForgeTuning

/// A training as its row and the head of its page show it.
struct TrainingView: Sendable {
    let name: String
    let path: String
    let summary: String?
    let badge: StatusBadge
    let state: String
    let model: String
    let steps: String
    let loss: String
    let accuracy: String
    let margin: String
    let heldOut: Estimate?
    let whisker: Whisker?
    let age: Age
    let progress: ProgressLine?
    let problem: Notice?
    let isRunning: Bool

    init(_ training: TrainingListing) {
        name = training.name
        path = TrainingLink.training(training.name)
        summary = training.summary
        badge = StatusBadge(training.state)
        state = training.state.rawValue
        model = training.model
        let done = training.progress
        steps = NumberText.count(done.step) + (done.steps.map { " of \(NumberText.count($0))" } ?? "")
        loss = TrainingText.decimal(training.last?["loss"])
        accuracy = training.last?["rewards/accuracies"].map(NumberText.percent) ?? "–"
        margin = TrainingText.decimal(training.last?["rewards/margins"])
        heldOut = training.heldOut.map { TrainingText.share($0.rewardAccuracy) }
        whisker = training.heldOut.flatMap {
            Whisker(value: $0.rewardAccuracy.value, low: $0.rewardAccuracy.low, high: $0.rewardAccuracy.high)
        }
        age = Age(training.changedAt)
        isRunning = training.state == .running
        progress = isRunning ? Self.progress(training) : nil
        problem = training.problem.map { Notice($0) }
    }

    private static func progress(_ training: TrainingListing) -> ProgressLine {
        let progress = training.progress
        let label = "Training \(training.name)"
        switch progress.phase {
        case .preparing?:
            return ProgressLine(done: 0, total: 1, label: label, count: "Reading pairs and model", rest: "")
        case .reference?:
            let (done, total) = (progress.done ?? 0, progress.total ?? 0)
            return ProgressLine(
                done: done, total: total, label: label,
                count: "Base model: \(NumberText.count(done)) of \(NumberText.count(total)) pairs", rest: "")
        case .finishing?:
            return ProgressLine(done: 1, total: 1, label: label, count: "Held-out pairs and adapter", rest: "")
        default:
            let rate = progress.pairsPerSecond.map { "\(NumberText.significant($0)) pairs per second" }
            let rest = progress.remaining.map { "\(NumberText.roughSeconds($0)) left" }
            let total = progress.steps ?? max(1, progress.step)
            return ProgressLine(
                done: progress.step, total: total, label: label,
                count: "Step \(NumberText.count(progress.step)) of \(NumberText.count(total))",
                rest: [rate, rest].compactMap(\.self).joined(separator: " · "))
        }
    }
}

extension StatusBadge {
    init(_ state: TrainingState) {
        let kind =
            switch state {
            case .running: "running"
            case .finished: "completed"
            case .stopped, .interrupted: "stopped"
            case .failed: "failed"
            }
        self.init(kind: kind, text: state.rawValue)
    }
}

/// Numbers of trainings as text.
enum TrainingText {
    static func decimal(_ value: Double?) -> String { value.map { NumberText.decimal($0, places: 4) } ?? "–" }

    /// A share with its interval.
    static func share(_ estimate: HeldOutSummary.Estimate) -> Estimate {
        Estimate(
            value: NumberText.percent(estimate.value),
            interval: "\(NumberText.percent(estimate.low)) – \(NumberText.percent(estimate.high))")
    }

    static func number(_ estimate: HeldOutSummary.Estimate) -> Estimate {
        Estimate(value: decimal(estimate.value), interval: "\(decimal(estimate.low)) – \(decimal(estimate.high))")
    }
}
