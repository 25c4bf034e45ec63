import ForgeCore

/// Why one attempt failed; decides whether there is another one, and whom it concerns.
struct RequestFailure: Error, Sendable, Hashable {
    enum Reason: String, Sendable, Hashable, CaseIterable {
        /// 429: too many requests.
        case throttled
        /// No connection.
        case unreachable
        /// 5xx.
        case serverError
        /// The answer ended in the middle.
        case cut
        /// The answer is not what the protocol has.
        case malformed
        case timeout
        /// The server does not accept this request (400): it would not accept it again.
        case refused
        /// Prompt and output do not fit the model's context.
        case tooLong
        /// Key, address or model are wrong: no request can succeed.
        case misconfigured
    }

    var reason: Reason
    /// What happened, in words.
    var cause: String
    /// What can be done, where it is particular to this failure.
    var remedy: String?
    /// Seconds that the server asks to wait.
    var retryAfter: Double?
    /// The HTTP status, where the server answered with another than 200.
    var status: Int?

    /// Whether a later attempt may well be answered: the failure says nothing of what the server knows.
    var mayPass: Bool {
        switch reason {
        case .throttled, .unreachable, .cut, .timeout: true
        // An internal error (500) mostly comes again, a server that is loading (503) will answer.
        case .serverError: status != 500
        case .malformed, .refused, .tooLong, .misconfigured: false
        }
    }

    init(_ reason: Reason, _ cause: String, remedy: String? = nil, retryAfter: Double? = nil) {
        self.reason = reason
        self.cause = cause
        self.remedy = remedy
        self.retryAfter = retryAfter
    }

    /// Characters of a cause that are shown.
    private static let longestCause = 600

    /// The error when there is no further attempt.
    ///
    /// - Parameter endsRun: it would hit the other samples too.
    func error(_ settings: RemoteSettings, endsRun: Bool) -> RemoteError {
        let server = "\(settings.kind.rawValue) at \(settings.address)"
        // Whatever the server has written, in a stream too.
        let clean = settings.key?.removed(from: cause) ?? cause
        // Cut after that: half a key would not be found.
        let cause = clean.count <= Self.longestCause ? clean : clean.prefix(Self.longestCause) + "…"
        let resume = endsRun ? "forge resume goes on where this stopped" : "a new run asks it again"
        switch reason {
        case .tooLong:
            return RemoteError(
                .resourceExhausted, "context.overflow", "The prompt does not fit the context of \(settings.model).",
                cause: cause, remedy: "Shorten the prompt, lower max_tokens, or start the server with a longer context."
            )
        case .misconfigured:
            return RemoteError(
                .unavailable, "server.misconfigured", "\(server) cannot be used.", cause: cause, remedy: remedy)
        case .refused where !endsRun:
            return RemoteError(
                .invalidInput, ServerKind.refusedCode, "\(server) refused the request.", cause: cause, remedy: remedy)
        case .refused:
            return RemoteError(
                .invalidInput, "server.refuses-all",
                "\(server) refused more than \(FailureStreak.mostRefusals) requests in a row.", cause: cause,
                remedy: remedy ?? "Correct what it does not accept in the config, then run it again.")
        case .throttled:
            return RemoteError(
                .unavailable, "server.busy", "\(server) takes no more requests.", cause: cause,
                remedy: "Wait, or lower engine.max_concurrency; \(resume).")
        case .unreachable:
            return RemoteError(
                .unavailable, "server.unreachable", "\(server) cannot be reached.", cause: cause,
                remedy: "Check engine.base_url and whether the server runs (\(settings.kind.startAdvice)); \(resume).")
        case .serverError, .cut, .malformed, .timeout:
            let times =
                reason == .timeout ? "within \(Int(settings.timeout)) seconds, tried twice" : "after several attempts"
            return RemoteError(
                endsRun ? .unavailable : .invalidInput, endsRun ? "server.failing" : ServerKind.refusedCode,
                "\(server) gave no answer \(times).", cause: cause,
                remedy: remedy ?? "Read the server's log; \(resume).")
        }
    }
}
