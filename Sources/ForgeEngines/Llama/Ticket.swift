import ForgeCore
import Synchronization

/// What the outside may ask of a running request at any moment, even while a step is being computed.
final class Ticket: Sendable {
    let submitted: ContinuousClock.Instant
    let deadline: ContinuousClock.Instant?
    private let cancelled = Atomic(false)

    init(timeLimit: Double?) {
        submitted = .now
        // A limit beyond 100 years would overflow the clock; it is no limit.
        deadline = timeLimit.flatMap { [submitted] in $0 < 3e9 ? submitted.advanced(by: .seconds($0)) : nil }
    }

    func cancel() { cancelled.store(true, ordering: .relaxed) }

    var isCancelled: Bool { cancelled.load(ordering: .relaxed) }

    func isLate(at now: ContinuousClock.Instant) -> Bool { deadline.map { now >= $0 } ?? false }

    /// Seconds since submission.
    func elapsed(at instant: ContinuousClock.Instant) -> Double { submitted.duration(to: instant).seconds }
}

/// Tells llama.cpp to leave a step half-way when nobody waits for its result any more.
///
/// Used only on the engine's thread: ggml asks on the thread that called `llama_decode`.
final class StepMonitor {
    var tickets: [Ticket] = []

    /// Whether every request of the step is cancelled or late. One that is alive keeps the step going.
    var isAbandoned: Bool {
        guard !tickets.isEmpty else { return false }
        let now = tickets.contains { $0.deadline != nil } ? ContinuousClock.now : nil
        return tickets.allSatisfy { ticket in ticket.isCancelled || now.map(ticket.isLate(at:)) ?? false }
    }
}
