import ForgeCore
import Foundation

/// Runs experiments in the background of a server, one after the other, in turns between those who asked.
///
/// The line is in the store: a server that was killed takes it up again at its next start. Experiments outside of the
/// line are never started, whatever their status. Where the store's line is shared, several processes work on it at once:
/// each takes the next experiment that nobody runs, and whoever is taken out of the line stops. What one process cannot run
/// for lack of a model or the like stays in a shared line for the others.
package actor ExperimentQueue {
    let laboratory: Laboratory
    let events: LiveEvents
    private let engines: EnginePool
    private var order = FairOrder()
    private var turn: RunTurn?
    private let changes = Changes()
    /// While somebody else needs the machine nothing is begun.
    private var holders = 0
    private var leftToOthers = LeftToOthers()

    package init(laboratory: Laboratory, engines: EnginePool, events: LiveEvents) {
        self.laboratory = laboratory
        self.engines = engines
        self.events = events
    }

    nonisolated var store: any ExperimentStore { laboratory.store }
    /// Nil where one process has the line for itself.
    private nonisolated var shared: (any SharedLine)? { store as? any SharedLine }
    /// How often a shared line is looked at for what others put into it.
    private static let lookAgain = Duration.seconds(2)

    // MARK: The line

    /// Puts experiments at the end of the line, together as one batch. Those that wait already keep their place.
    ///
    /// - Throws: conflict for one that is completed or deleted; the store's errors.
    package func enqueue(_ ids: [String]) async throws {
        for id in ids { try Self.checkMayRun(try await store.experiment(id)) }
        try await store.enqueue(ids, batch: ExperimentID.make())
        // Whoever asks again has often just fetched what was missing.
        for id in ids { leftToOthers.remove(id) }
        changes.tell()
        try await announceLine()
    }

    /// Ends a run at its next decode step, and returns when it has ended; a waiting experiment leaves the line and keeps
    /// its status.
    ///
    /// - Throws: conflict when it neither runs nor waits here, unless it is stopped already.
    package func stop(_ id: String) async throws {
        let experiment = try await store.experiment(id)
        if try await state().contains(id) { return try await withdraw(id) }
        switch experiment.status {
        case .stopped: return
        // Of a process that is gone; a living holder's conflict is passed on.
        case .running: try await mark(id, .stopped, error: StopReason.user.text)
        case .pending, .failed, .completed: throw Self.notRunning(experiment)
        }
    }

    /// The same for an experiment wherever it stands; harmless when it is not in the line.
    package func withdraw(_ id: String) async throws {
        // First out of the line, then out of its turn: the loop looks in the other order.
        try await store.dequeue(id)
        if let turn, turn.id == id {
            turn.requestStop()
            await turn.waitUntilEnded()
        } else if try await store.experiment(id).status == .running {
            try await ignoringOtherHolders { try await mark(id, .stopped, error: StopReason.user.text) }
        }
        try await announceLine()
    }

    /// Keeps the line from beginning anything until as many `letGo` follow; false, without effect, while one runs.
    package func holdIfIdle() -> Bool {
        guard turn == nil else { return false }
        holders += 1
        return true
    }

    package func letGo() {
        holders -= 1
        changes.tell()
    }

    package func state() async throws -> QueueState {
        let line = try await store.queue().map(\.experimentID)
        var running = try await shared?.runningInLine() ?? []
        if let turn, !running.contains(turn.id) { running.append(turn.id) }
        return QueueState(running: running, waiting: line.filter { !running.contains($0) })
    }

    /// Where an experiment stands that has its turn; nil for all others.
    package func progress(of id: String) -> ExperimentProgress? { turn?.id == id ? turn?.watch.progress : nil }

    // MARK: The loop

    /// Works until the calling task is cancelled; what runs then is left resumable and keeps its place in the line.
    package func run() async throws {
        var failures = 0
        while !Task.isCancelled {
            do {
                try await serveNext()
                failures = 0
            } catch {
                if Task.isCancelled { return }
                failures += 1
                warn("The line of experiments stands still and is tried again: \(error)")
                try? await Task.sleep(for: Self.pause(after: failures))
            }
        }
    }

    /// Half a second, doubled with every failure in a row, at most half a minute.
    private static func pause(after failures: Int) -> Duration {
        .milliseconds(min(30_000, 250 << min(failures, 10)))
    }

    private func serveNext() async throws {
        let seen = changes.count
        if let shared {
            guard holders == 0 else { return await changes.wait(after: seen) }
            let left = leftToOthers.ids(at: .now)
            guard let next = try await shared.takeNext(by: laboratory.owner, without: left) else {
                return await changes.wait(after: seen, atMost: Self.lookAgain)
            }
            // A hold may have begun while the store was asked.
            guard holders == 0 else { return try await shared.release(next.experimentID, by: laboratory.owner) }
            return try await take(next)
        }
        let line = try await store.queue()
        guard holders == 0, let next = order.next(of: line) else { return await changes.wait(after: seen) }
        defer { order.finish(next, of: line, at: Date()) }
        try await take(next)
    }

    private func take(_ next: QueueEntry) async throws {
        let lease = shared.map { TurnLease(id: next.experimentID, line: $0, owner: laboratory.owner) }
        let turn = RunTurn(next.experimentID, events: events, lease: lease)
        self.turn = turn
        do {
            try await serve(turn)
            end(turn)
            // A run that never began has not given it back; also for a server that ends, so that others go on at once.
            try await lease?.release()
        } catch {
            end(turn)
            try? await lease?.release()
            throw error
        }
        try await announceLine()
    }

    private func end(_ turn: RunTurn) {
        self.turn = nil
        turn.end()
    }

    private func serve(_ turn: RunTurn) async throws {
        // It may have left the line while it was being chosen.
        guard try await store.queue().contains(where: { $0.experimentID == turn.id }) else { return }
        turn.watch.expect(
            try await store.experiment(turn.id), tallies: try await store.scoreTallies(of: turn.id))
        try await announceLine()
        let failure = await turn.run(on: engines, in: laboratory)
        if Task.isCancelled { return }
        try await settle(turn, after: failure)
    }

    /// Takes a turn's experiment out of the line, with the status that its end asks for.
    private func settle(_ turn: RunTurn, after failure: (any Error)?) async throws {
        switch failure {
        case nil: break
        case is CancellationError:
            laboratory.telemetry.ended(.stopped)
            // Stopped before the run could mark itself, a killed server's experiment would say that it runs.
            if try await store.experiment(turn.id).status == .running {
                try await ignoringOtherHolders { try await mark(turn.id, .stopped, error: turn.stopReason.text) }
            }
        case let error as any ForgeError where Self.isHeldElsewhere(error):
            // Whoever runs it now takes it out of a line that is theirs too.
            if shared != nil { return warn(error.message, of: turn.id) }
            warn("\(error.message) It left the line of this server.", of: turn.id)
        case let error as any ForgeError where shared != nil && MissingHere.isCause(error):
            return try await leaveToOthers(turn.id, error)
        case let error?:
            try await ignoringOtherHolders {
                try await mark(turn.id, .failed, error: String(describing: error))
                laboratory.telemetry.ended(.failed)
            }
        }
        try await store.dequeue(turn.id)
        let experiment = try await store.experiment(turn.id)
        let result = try await store.currentResults(of: experiment).first
        events.publish(
            .progress, of: turn.id, ExperimentProgress(experiment, isQueued: false, result: result))
        events.publish(.experiment, of: turn.id, ExperimentNotice(experiment, isQueued: false))
    }

    /// Keeps its place in the line for a process that has what this one lacks.
    private func leaveToOthers(_ id: String, _ error: any ForgeError) async throws {
        leftToOthers.add(id, at: .now)
        let text = MissingHere.text(error, host: laboratory.owner.host)
        try await ignoringOtherHolders { try await store.update(id, ExperimentChange(error: .some(text))) }
        let experiment = try await store.experiment(id)
        warn("\(experiment.name) is left to other workers. \(error.message)", of: id)
        events.publish(.experiment, of: id, ExperimentNotice(experiment, isQueued: true))
    }

    // MARK: Details

    private static func checkMayRun(_ experiment: Experiment) throws {
        if experiment.deletedAt != nil {
            throw LabError(
                .conflict, "experiment.deleted", "\(experiment.name) is deleted.", remedy: "Restore it first.")
        }
        if experiment.status == .completed {
            throw LabError(
                .conflict, "queue.completed", "\(experiment.name) is completed.", remedy: "Clone it to run it again.")
        }
    }

    private static func notRunning(_ experiment: Experiment) -> LabError {
        LabError(
            .conflict, "queue.not-running",
            "\(experiment.name) is \(experiment.status.rawValue) and does not wait for its turn.",
            remedy: experiment.status == .completed ? "There is nothing to stop." : "Run it before you stop it.")
    }

    /// Sets the status of an experiment that nobody runs.
    ///
    /// - Throws: conflict when somebody does; the store's errors.
    private func mark(_ id: String, _ status: ExperimentStatus, error: String) async throws {
        try await store.claim(id, by: laboratory.owner)
        try await store.update(id, ExperimentChange(status: status, error: .some(error)))
        try await store.release(id, by: laboratory.owner)
    }

    private func ignoringOtherHolders(_ body: () async throws -> Void) async throws {
        do {
            try await body()
        } catch let error as any ForgeError where Self.isHeldElsewhere(error) {
            // Its holder knows better what its status is.
        }
    }

    private static func isHeldElsewhere(_ error: any ForgeError) -> Bool {
        ["store.claimed", "store.claim-lost"].contains(error.code)
    }

    private func announceLine() async throws { events.publish(.queue, try await state()) }

    private func warn(_ message: String, of id: String? = nil) {
        events.publish(.warning, of: id, WarningNotice(experiment: id ?? "", message: message))
    }
}
