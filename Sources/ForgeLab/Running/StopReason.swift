/// Why a run was ended before it was done, as its experiment's error text says it.
package enum StopReason: Sendable {
    case user
    /// The server that ran it was ended; its line goes on at the next start.
    case serverEnded

    var text: String {
        switch self {
        case .user: "stopped by the user"
        case .serverEnded: "the server was ended; the run goes on when it is started again"
        }
    }
}
