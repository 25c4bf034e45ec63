/// What kind of failure an error is; the one place that exit codes and HTTP statuses are derived from.
package enum ErrorKind: String, Sendable, Codable {
    /// The user's input (config, argument, file) is wrong.
    case invalidInput
    case notFound
    /// The thing exists but its state does not allow this, or somebody else holds it.
    case conflict
    /// A service, host or file system could not be reached.
    case unavailable
    case permissionDenied
    /// Memory, disk, context window or a time limit ran out.
    case resourceExhausted
    case cancelled
    /// A defect of ours, or a broken invariant.
    case internalFailure
}

/// An error that says what failed, why, and what the reader can do about it.
///
/// Every target has one concrete type that conforms, mostly a `DomainError`; `code` is stable and machine-readable (`model.not-gguf`).
package protocol ForgeError: Error, CustomStringConvertible {
    var kind: ErrorKind { get }
    var code: String { get }
    var message: String { get }
    var cause: String? { get }
    var remedy: String? { get }
}

extension ForgeError {
    /// The three parts as lines: what, why, what to do.
    package var description: String {
        var lines = [message]
        if let cause { lines.append("Cause: \(cause)") }
        if let remedy { lines.append("Remedy: \(remedy)") }
        return lines.joined(separator: "\n")
    }

    /// What and why on one line, as the cause of another error that has the same remedy.
    package var reason: String {
        guard let cause else { return message }
        return "\(message.hasSuffix(".") ? message : message + ".") \(cause)"
    }
}
