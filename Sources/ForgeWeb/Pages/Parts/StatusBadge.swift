import ForgeCore

/// An experiment's status as a label.
struct StatusBadge: Sendable, Hashable {
    /// Ending of the badge's class.
    let kind: String
    let text: String

    init(kind: String, text: String) {
        self.kind = kind
        self.text = text
    }

    init(_ status: ExperimentStatus, isQueued: Bool = false, isDeleted: Bool = false) {
        kind =
            if isDeleted { "deleted" } else if isQueued, status != .running, status != .completed { "queued" } else {
                status.rawValue
            }
        text = kind
    }
}
