package import ForgeCore

/// What can go wrong with a model behind a server.
package struct RemoteError: ForgeError, Hashable {
    package var kind: ErrorKind
    package var code: String
    package var message: String
    package var cause: String?
    package var remedy: String?

    package init(
        _ kind: ErrorKind, _ code: String, _ message: String, cause: String? = nil, remedy: String? = nil
    ) {
        self.kind = kind
        self.code = code
        self.message = message
        self.cause = cause
        self.remedy = remedy
    }
}

extension RemoteError {
    static func invalidRequest(_ problem: String, remedy: String) -> RemoteError {
        RemoteError(.invalidInput, "request.invalid", "Invalid request: \(problem).", remedy: remedy)
    }

    static func invalidSetting(_ problem: String, remedy: String) -> RemoteError {
        RemoteError(.invalidInput, "engine.invalid-option", problem, remedy: remedy)
    }

    static let shutDown = RemoteError(
        .conflict, "engine.shut-down", "The engine was shut down.", remedy: "Open it again before sending requests.")
}
