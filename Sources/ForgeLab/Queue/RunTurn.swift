import ForgeCore
private import Synchronization

/// An experiment's turn in the line: runs it, and lets others end it and wait for its end.
final class RunTurn: Sendable {
    let id: String
    let watch: RunWatch
    private let wasAskedToStop = Atomic(false)
    private let hasEnded = Atomic(false)
    private let stopping = Changes()
    private let ending = Changes()
    private let lease: TurnLease?

    init(_ id: String, events: LiveEvents, lease: TurnLease? = nil) {
        self.id = id
        self.lease = lease
        watch = RunWatch(id, events: events)
    }

    /// Unless somebody asked for it, only the end of the server cancels a run.
    var stopReason: StopReason { wasAskedToStop.load(ordering: .acquiring) ? .user : .serverEnded }

    func requestStop() {
        wasAskedToStop.store(true, ordering: .releasing)
        stopping.tell()
    }

    func end() {
        hasEnded.store(true, ordering: .releasing)
        ending.tell()
    }

    /// Returns early when the calling task is cancelled.
    func waitUntilEnded() async {
        let seen = ending.count
        if !hasEnded.load(ordering: .acquiring) { await ending.wait(after: seen) }
    }

    /// Runs the experiment until it is done, somebody asks to stop it, or the calling task is cancelled.
    ///
    /// - Returns: why it did not come to its end, nil when it did.
    func run(on engines: EnginePool, in laboratory: Laboratory) async -> (any Error)? {
        await withTaskGroup(of: Outcome.self) { group in
            group.addTask { await self.outcome(on: engines, in: laboratory) }
            group.addTask {
                await self.waitForStop()
                return .stopRequested
            }
            group.addTask {
                await self.watch.publishRegularly()
                return .watched
            }
            if let lease {
                group.addTask { await self.outcome(of: lease) }
            }
            var (failure, loss): ((any Error)?, (any Error)?) = (nil, nil)
            for await outcome in group {
                switch outcome {
                case .ended(let error): failure = error
                case .leaseLost(let error): loss = error
                case .stopRequested, .watched: break
                }
                group.cancelAll()
            }
            // The run itself was only told to stop, and its own failure may be of another kind.
            return failure == nil ? nil : loss ?? failure
        }
    }

    private enum Outcome: Sendable {
        case ended((any Error)?)
        case stopRequested
        case watched
        case leaseLost(any Error)
    }

    private func outcome(of lease: TurnLease) async -> Outcome {
        do {
            // Nobody cancels it before the run has ended.
            if try await lease.keepUntilWithdrawn() { requestStop() }
            return .watched
        } catch {
            return .leaseLost(error)
        }
    }

    private func outcome(on engines: EnginePool, in laboratory: Laboratory) async -> Outcome {
        do {
            _ = try await laboratory.run(id, on: engines, stopReason: { self.stopReason }, onEvent: watch.take)
            return .ended(nil)
        } catch {
            return .ended(error)
        }
    }

    private func waitForStop() async {
        let seen = stopping.count
        if !wasAskedToStop.load(ordering: .acquiring) { await stopping.wait(after: seen) }
    }
}
