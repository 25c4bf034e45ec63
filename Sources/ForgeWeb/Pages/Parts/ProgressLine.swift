import ForgeCore
import ForgeLab

/// A progress bar with what is said below it.
struct ProgressLine: Sendable, Hashable {
    let done: Int
    let total: Int
    let label: String
    let percent: String
    /// `12 of 50`.
    let count: String
    /// `3.2 per second · 12 s left`.
    let rest: String

    init(_ progress: ExperimentProgress, label: String) {
        done = progress.done
        total = max(1, progress.total)
        self.label = label
        percent = NumberText.percent(Double(progress.done) / Double(max(1, progress.total)))
        count = "\(NumberText.count(progress.done)) of \(NumberText.count(progress.total))"
        rest = Self.rest(progress)
    }

    init(done: Int, total: Int, label: String, count: String, rest: String) {
        self.done = done
        self.total = max(1, total)
        self.label = label
        percent = NumberText.percent(Double(done) / Double(max(1, total)))
        self.count = count
        self.rest = rest
    }

    private static func rest(_ progress: ExperimentProgress) -> String {
        if progress.isQueued, progress.status != .running { return "Waiting for its turn" }
        let rate = progress.rate.map { "\(NumberText.significant($0)) per second" }
        let remaining = progress.remaining.map { "\(NumberText.roughSeconds($0)) left" }
        return [rate, remaining].compactMap(\.self).joined(separator: " · ")
    }
}
