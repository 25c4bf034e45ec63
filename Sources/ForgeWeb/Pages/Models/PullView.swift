import ForgeLab

/// A download as a page shows it.
struct PullView: Sendable {
    /// Where downloads are told while they run.
    static let events = "/api/v1/events"

    /// What events are matched by (`model/smollm2`, `dataset/nq-open/test`).
    let key: String
    let text: String
    let message: String?
    /// Per cent; nil while the size is not known.
    let percent: Int?
    let isRunning: Bool
    let isFailed: Bool
    let isDone: Bool

    init(_ state: PullState) {
        key = Self.key(state.subject, state.name, state.split)
        isDone = state.phase == "done"
        isFailed = state.phase == "failed"
        isRunning = !state.isFinished
        message = state.message
        percent = state.total.flatMap { $0 > 0 ? min(100, state.received * 100 / $0) : nil }
        text = Self.text(state)
    }

    static func key(_ subject: PullState.Subject, _ name: String, _ split: String?) -> String {
        ([subject.rawValue, name] + [split].compactMap(\.self)).joined(separator: "/")
    }

    private static func text(_ state: PullState) -> String {
        if state.phase == "done" { return "Pulled" }
        if state.phase == "failed" { return "The download failed" }
        let size = state.total.map { " of \(NumberText.bytes($0))" } ?? ""
        let rate = state.rate > 0 ? ", \(NumberText.bytes(Int(state.rate)))/s" : ""
        return "\(state.phase.prefix(1).uppercased() + state.phase.dropFirst()): "
            + "\(NumberText.bytes(state.received))\(size)\(rate)"
    }
}

extension Pulls {
    /// The latest download of a thing; nil when there was none since the start.
    func state(of subject: PullState.Subject, _ name: String, split: String? = nil) -> PullState? {
        states.last {
            $0.subject == subject && $0.name == name && (split == nil || $0.split == nil || $0.split == split)
        }
    }
}
