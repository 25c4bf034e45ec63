import ForgeCatalogue
import ForgeCore
import ForgeRetrieval

/// An ingest in the background of a server, as it stands.
package struct IngestJob: Sendable, Codable, Hashable {
    package enum Phase: String, Sendable, Codable, CaseIterable {
        case waiting
        /// The corpus is downloaded. `done` and `total` are bytes.
        case downloading
        /// As `IngestProgress.Phase` has them.
        case reading, embedding, indexing
        case finished, failed, stopped
    }

    /// Name of the knowledge base.
    package var base: String
    /// Name in the catalogue.
    package var corpus: String
    package var phase: Phase
    /// Documents read and chunks made so far.
    package var documents: Int
    package var chunks: Int
    /// Of the phase: bytes (or records) while it reads, chunks while it embeds.
    package var done: Int
    /// Nil while it is not known.
    package var total: Int?
    /// Documents (reading), chunks (embedding) or bytes (downloading) per second.
    package var rate: Double?
    /// Seconds to the end of this phase.
    package var remaining: Double?
    package var message: String?
    /// What helps after a failure.
    package var remedy: String?

    package init(base: String, corpus: String) {
        self.base = base
        self.corpus = corpus
        phase = .waiting
        (documents, chunks, done) = (0, 0, 0)
    }

    package var isFinished: Bool { [.finished, .failed, .stopped].contains(phase) }

    mutating func take(_ progress: IngestProgress) {
        // The end is told when all of it has ended.
        guard let phase = Phase(rawValue: progress.phase.rawValue), phase != .finished else { return }
        self.phase = phase
        documents = progress.documents
        chunks = progress.chunks
        done = progress.done
        total = progress.total > 0 ? progress.total : nil
        rate = progress.rate
        remaining = progress.remaining
        message = nil
    }

    mutating func take(_ progress: PullProgress) {
        phase = .downloading
        done = progress.received
        total = progress.total ?? total
        rate = progress.rate > 0 ? progress.rate : nil
        remaining = nil
        message = progress.message
    }

    mutating func succeed() {
        phase = .finished
        clear()
    }

    /// - Parameter wasAsked: whether somebody stopped it, rather than the server's end.
    mutating func fail(_ error: any Error, wasAsked: Bool) {
        clear()
        let known = error as? any ForgeError
        if error is CancellationError || known?.kind == .cancelled {
            phase = .stopped
            message = wasAsked ? "It was stopped." : "The server was ended."
            remedy = "Ingest the same corpus again: it goes on where it stopped."
        } else {
            phase = .failed
            message = known.map { [$0.message, $0.cause].compactMap(\.self).joined(separator: " ") } ?? "\(error)"
            remedy = known?.remedy ?? "Try again: it goes on where it stopped."
        }
    }

    private mutating func clear() { (rate, remaining, message, remedy) = (nil, nil, nil, nil) }
}
