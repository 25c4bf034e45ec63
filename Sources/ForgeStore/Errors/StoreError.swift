package import ForgeCore

/// What can go wrong with stored experiments.
package typealias StoreError = DomainError<StoreDomain>

package enum StoreDomain {}

// MARK: - What callers asked for

extension StoreError {
    static func notFound(_ reference: String, nearest: [String]) -> StoreError {
        StoreError(
            .notFound, "store.not-found", "There is no experiment \"\(reference)\".",
            cause: reference.count < 4 ? "A part of an id needs at least 4 characters." : nil,
            remedy: nearest.isEmpty
                ? "`forge list` shows what there is." : "Did you mean \(nearest.joined(separator: ", "))?")
    }

    static func ambiguous(_ reference: String, candidates: [String]) -> StoreError {
        StoreError(
            .conflict, "store.ambiguous", "\"\(reference)\" could mean \(candidates.count) experiments.",
            cause: candidates.prefix(10).joined(separator: ", "), remedy: "Give more characters of the id.")
    }

    static func duplicate(_ id: String) -> StoreError {
        StoreError(
            .conflict, "store.duplicate", "An experiment with the id \(id) exists already.",
            remedy: "Resume it, or create a new one under its own id.")
    }

    static func claimed(_ id: String, by holder: RunOwner, heartbeatAge: Double) -> StoreError {
        StoreError(
            .conflict, "store.claimed", "Experiment \(id) is being run by another process.",
            cause: "Process \(holder.pid) on \(holder.host) gave a sign of life \(Int(heartbeatAge)) s ago.",
            remedy: "Wait for it or stop it; 30 s after its last sign of life the experiment is free.")
    }

    static func claimLost(_ id: String, to holder: RunOwner?) -> StoreError {
        StoreError(
            .conflict, "store.claim-lost", "This process no longer holds experiment \(id).",
            cause: holder.map { "Process \($0.pid) on \($0.host) took it over." } ?? "The claim was released.",
            remedy: "Stop working on it here; samples that finished are stored.")
    }

    static func completed(_ id: String, refused status: ExperimentStatus) -> StoreError {
        StoreError(
            .conflict, "store.completed", "Experiment \(id) is completed and cannot become \(status.rawValue).",
            remedy: "Start a new experiment with the same config to run it again.")
    }

    static func invalid(_ what: String, cause: String? = nil, remedy: String? = nil) -> StoreError {
        StoreError(.invalidInput, "store.invalid", what, cause: cause, remedy: remedy)
    }
}
