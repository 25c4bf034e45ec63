package import ForgeCore

/// What a running experiment reports to whoever watches.
package enum RunEvent: Sendable {
    /// The run begins: `done` samples are there from an earlier run.
    case started(Experiment)
    /// A sample was answered and stored.
    case answered(Prediction, done: Int, total: Int)
    case warning(String)
    /// The experiment ended with this status; results are stored.
    case finished(Experiment)
}
