package import ForgeCore

/// What can go wrong with a model behind a server.
package typealias RemoteError = DomainError<RemoteDomain>

package enum RemoteDomain {}

extension RemoteError {
    static func invalidRequest(_ problem: String, remedy: String) -> RemoteError {
        RemoteError(.invalidInput, "request.invalid", "Invalid request: \(problem).", remedy: remedy)
    }

    static func invalidSetting(_ problem: String, remedy: String) -> RemoteError {
        RemoteError(.invalidInput, "engine.invalid-option", problem, remedy: remedy)
    }

    static var shutDown: RemoteError {
        RemoteError(
            .conflict, "engine.shut-down", "The engine was shut down.",
            remedy: "Open it again before sending requests.")
    }
}
