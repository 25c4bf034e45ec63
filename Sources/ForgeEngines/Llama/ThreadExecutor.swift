import Foundation
import Synchronization

/// Runs an actor's jobs one after another on a thread of its own.
///
/// A decode step blocks for milliseconds to seconds, which must not happen on Swift's shared pool. One fixed thread
/// rather than a dispatch queue, because OpenMP keeps a team of workers for every thread that ever computed.
final class ThreadExecutor: SerialExecutor {
    private let inbox = Inbox()

    init(name: String) {
        let inbox = inbox
        let thread = Thread { inbox.run() }
        thread.name = name
        // Tokenising long texts recurses deeply in std::regex.
        thread.stackSize = 64 << 20
        thread.start()
    }

    deinit { inbox.stop() }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        let executor = asUnownedSerialExecutor()
        inbox.add { job.runSynchronously(on: executor) }
    }

    /// Runs `work` after the jobs that are waiting now.
    func afterWaitingJobs(_ work: @escaping @Sendable () -> Void) {
        inbox.add(work)
    }

    func checkIsolated() {
        precondition(inbox.isCurrentThread, "expected to run on the engine's thread")
    }

    func isIsolatingCurrentContext() -> Bool? { inbox.isCurrentThread }
}

/// The work waiting for a `ThreadExecutor`'s thread; it outlives the executor until the thread has ended.
private final class Inbox: Sendable {
    private struct State {
        var waiting: [@Sendable () -> Void] = []
        var stopped = false
    }

    private let state = Mutex(State())
    private let wakeUp = DispatchSemaphore(value: 0)
    private let thread = Mutex<ObjectIdentifier?>(nil)

    var isCurrentThread: Bool { thread.withLock { $0 } == ObjectIdentifier(Thread.current) }

    func add(_ work: @escaping @Sendable () -> Void) {
        state.withLock { $0.waiting.append(work) }
        wakeUp.signal()
    }

    func stop() {
        state.withLock { $0.stopped = true }
        wakeUp.signal()
    }

    func run() {
        thread.withLock { $0 = ObjectIdentifier(Thread.current) }
        while true {
            wakeUp.wait()
            let (work, stopped) = state.withLock { state in
                defer { state.waiting.removeAll() }
                return (state.waiting, state.stopped)
            }
            for item in work { item() }
            if stopped { return }
        }
    }
}
