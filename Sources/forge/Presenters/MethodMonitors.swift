import ForgeCore
import Synchronization

/// Shows how many queries each retrieval method has done, one line a method.
final class MethodMonitors: Sendable {
    // A class with a lock, because a monitor counts its time from when it is made: each is made at its first report.
    private let quiet: Bool
    private let current = Mutex<(method: RetrievalMethod, monitor: CountMonitor)?>(nil)

    init(quiet: Bool) { self.quiet = quiet }

    func show(_ method: RetrievalMethod, done: Int, of total: Int) {
        let monitor = current.withLock { current in
            if let current, current.method == method { return current.monitor }
            let monitor = CountMonitor("\(method.rawValue) queries", quiet: quiet)
            current = (method, monitor)
            return monitor
        }
        monitor.show(done: done, of: total)
    }

    func close() { current.withLock { $0?.monitor }?.close() }
}
