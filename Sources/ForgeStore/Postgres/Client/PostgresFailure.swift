/// What PostgreSQL or the connection to it reported, before it is known what that means for the caller.
struct PostgresFailure: Error, Sendable {
    /// The server's five-character code (https://www.postgresql.org/docs/15/errcodes-appendix.html); nil for an error on
    /// this side, such as a connection that broke.
    var state: String?
    /// In one line, without secrets.
    var message: String
    /// Whether the connection is of no more use.
    var isLost: Bool
    /// Whether the connection was still being made.
    var isConnecting = false
    /// Whether this side gave up waiting.
    var isTimeout = false

    /// Nothing was stored, and the same transaction can succeed when it is run again.
    var isRetryable: Bool {
        switch state {
        case "40001", "40P01": true
        // Starting up, shutting down, too many connections.
        case "57P01", "57P02", "57P03", "53300": true
        case nil: isLost && !isTimeout
        case let state?: state.hasPrefix("08")
        }
    }

    /// Two transactions were in each other's way.
    var isCollision: Bool { state == "40001" || state == "40P01" }
}
