import Synchronization

/// What is found out about a request on its way in, for those that it passes on its way out.
final class RequestNote: Sendable {
    private let state = Mutex<(identity: Identity?, failure: String?)>((nil, nil))

    var identity: Identity? {
        get { state.withLock { $0.identity } }
        set { state.withLock { $0.identity = newValue } }
    }

    /// Kind of the error that it ended with.
    var failure: String? {
        get { state.withLock { $0.failure } }
        set { state.withLock { $0.failure = newValue } }
    }
}
