import Foundation
import Synchronization

/// Threads that keep cores busy until told to stop, to measure beside other work.
final class BusyThreads: Sendable {
    private let isStopped = Atomic(false)

    func start(_ count: Int) {
        isStopped.store(false, ordering: .relaxed)
        for _ in 0..<count {
            let thread = Thread { [self] in
                var value = 1.0
                while !isStopped.load(ordering: .relaxed) {
                    for _ in 0..<1000 { value = (value * 1.000_001).truncatingRemainder(dividingBy: 7) }
                }
                withExtendedLifetime(value) {}
            }
            thread.start()
        }
    }

    func stop() { isStopped.store(true, ordering: .relaxed) }
}
