import ForgeCatalogue
import ForgeCore

/// A download in the background of a server, as it stands.
package struct PullState: Sendable, Codable, Hashable {
    package enum Subject: String, Sendable, Codable { case model, dataset, encoder }

    package var subject: Subject
    package var name: String
    /// Of a data set; nil for its default split and for models.
    package var split: String?
    /// `PullProgress.Phase`, or `failed`.
    package var phase: String
    /// Bytes.
    package var received: Int
    package var total: Int?
    /// Bytes per second; 0 while it is not known.
    package var rate: Double
    package var message: String?
    /// What helps after a failure.
    package var remedy: String?

    package init(_ subject: Subject, _ name: String, split: String? = nil) {
        self.subject = subject
        self.name = name
        self.split = split
        phase = PullProgress.Phase.waiting.rawValue
        received = 0
        rate = 0
    }

    package var isFinished: Bool { ["done", "failed"].contains(phase) }

    /// Whether both are about the same file.
    func isSame(as other: PullState) -> Bool {
        (subject, name, split) == (other.subject, other.name, other.split)
    }

    mutating func take(_ progress: PullProgress) {
        // The end is told when the whole pull has ended.
        if progress.phase != .done { phase = progress.phase.rawValue }
        received = progress.received
        total = progress.total ?? total
        rate = progress.rate
        message = progress.message
    }

    mutating func succeed() {
        phase = PullProgress.Phase.done.rawValue
        received = total ?? received
        (rate, message, remedy) = (0, nil, nil)
    }

    mutating func fail(_ error: any Error) {
        phase = "failed"
        rate = 0
        let known = error as? any ForgeError
        message = known.map { [$0.message, $0.cause].compactMap(\.self).joined(separator: " ") } ?? "\(error)"
        remedy = known?.remedy ?? "Try again."
        if error is CancellationError {
            message = "The server was ended."
            remedy = "Ask for it again: it goes on where it stopped."
        }
    }
}
