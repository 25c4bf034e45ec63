import ForgeCore
import ForgeLab
import ForgeTraining

/// The trainings that a server computes on request: one at a time, and unless it is allowed not beside experiments, for
/// both want the whole machine.
package actor TrainingJobs {
    private struct Request: Sendable {
        let job: TrainingJob
        let holdsLine: Bool
    }

    private let queue: ExperimentQueue
    private let library: TrainingLibrary
    private let (requests, request) = AsyncStream<Request>.makeStream()
    private var stopper: AsyncStream<Void>.Continuation?
    /// Name of the training that has its turn.
    package private(set) var current: String?
    /// Whether experiments wait for it.
    package private(set) var holdsLine = false
    /// Why a training could not go on; the folder's own record stays as it was then.
    private var problems: [String: Obstacle] = [:]

    init(queue: ExperimentQueue, library: TrainingLibrary) {
        self.queue = queue
        self.library = library
    }

    func problem(of name: String) -> Obstacle? { problems[name] }
    func forget(_ name: String) { problems[name] = nil }

    /// Works off what is asked for until the calling task is cancelled; what is trained then keeps a checkpoint.
    package func run() async throws {
        for await request in requests { await compute(request) }
    }

    /// - Parameter beside: also while experiments, or trainings of other processes, run.
    /// - Throws: `TuningError` `training.one`, `training.experiment-runs`; `TrainingError` `training.busy`.
    func start(_ job: TrainingJob, beside: Bool) async throws {
        let name = job.setup.config.name
        if let current {
            throw TuningError(
                .conflict, "training.one", "`\(current)` is being trained.", cause: "One training runs at a time.",
                remedy: "Wait until it has ended, or stop it: it can be continued.")
        }
        if !beside, let other = library.list().first(where: { $0.state == .running }) {
            throw TuningError(
                .conflict, "training.one", "`\(other.name)` is being trained by another process.",
                cause: "Both would share the processor and the memory.",
                remedy: "Wait until it has ended, or allow both.")
        }
        current = name
        do {
            if !beside {
                guard await queue.holdIfIdle() else { throw Self.experimentRuns }
                holdsLine = true
            }
            try job.announce()
        } catch {
            await release()
            throw error
        }
        problems[name] = nil
        let (stops, stopper) = AsyncStream<Void>.makeStream()
        self.stopper = stopper
        pending = stops
        request.yield(Request(job: job, holdsLine: holdsLine))
    }

    /// The wish to stop, for the request that was just made.
    private var pending: AsyncStream<Void>?

    private static let experimentRuns = TuningError(
        .conflict, "training.experiment-runs", "An experiment is running.",
        cause: "A training beside it needs memory for both, and slows both down.",
        remedy: "Wait until it has ended, stop it, or allow both.")

    /// Asks the training to end after the pairs in hand; a checkpoint keeps its steps.
    ///
    /// - Throws: `TuningError` `training.not-here` when this server does not compute it.
    func stop(_ name: String) throws {
        guard current == name, let stopper else {
            throw TuningError(
                .conflict, "training.not-here", "`\(name)` is not being trained by this server.",
                remedy: "A training of the command line is stopped where it runs, with Ctrl-C.")
        }
        stopper.finish()
    }

    private func compute(_ request: Request) async {
        let name = request.job.setup.config.name
        let stops = pending ?? AsyncStream<Void> { $0.finish() }
        do {
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    _ = try await TrainingThread.run { try request.job.run(shouldStop: $0, onEvent: { _ in }) }
                }
                group.addTask {
                    for await _ in stops {}
                    throw CancellationError()
                }
                defer { group.cancelAll() }
                try await group.next()
            }
        } catch let error as any ForgeError where error.kind != .cancelled {
            problems[name] = Obstacle(error)
        } catch {
            // Stopped, or the server ends: the folder's record says so.
        }
        await release()
    }

    private func release() async {
        (current, stopper, pending) = (nil, nil, nil)
        guard holdsLine else { return }
        holdsLine = false
        await queue.letGo()
    }
}
