/// Limits of a store's connections. Times are in seconds.
package struct PostgresOptions: Sendable {
    /// Connections at once; each has a thread of its own.
    package var connections = 8
    /// To make a connection.
    package var connectTimeout: Double = 15
    /// A statement may take.
    package var statementTimeout: Double = 120
    /// A piece of work may wait for a free connection.
    package var waitTimeout: Double = 60
    /// So long after a connection broke it is tried to get another and to go on.
    package var reconnectPatience: Double = 90
    /// After so long without work a connection is closed.
    package var idleTimeout: Double = 60

    package init() {}
}
