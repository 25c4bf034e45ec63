import HTTPTypes
import Synchronization

/// Bounds how many connections stay open for events.
final class ConnectionLimit: Sendable {
    // A class with a lock: a place is given back wherever a response is dropped.
    private let most: Int
    private let taken = Mutex(0)

    init(_ most: Int = 1000) { self.most = most }

    /// A place, held as long as the returned object lives.
    ///
    /// - Throws: a problem 503 when all are taken.
    func take() throws -> Place {
        let isFree = taken.withLock { count in
            guard count < most else { return false }
            count += 1
            return true
        }
        guard isFree else {
            throw Problem(
                status: .serviceUnavailable, code: "events.too-many", title: "\(most) live connections are open.",
                remedy: "Close a page that you do not need, or try again.", headers: [.retryAfter: "10"])
        }
        return Place(limit: self)
    }

    var count: Int { taken.withLock { $0 } }

    fileprivate func giveBack() { taken.withLock { $0 -= 1 } }

    final class Place: Sendable {
        private let limit: ConnectionLimit

        fileprivate init(limit: ConnectionLimit) { self.limit = limit }

        deinit { limit.giveBack() }
    }
}
