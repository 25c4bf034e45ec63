/// Samples in a row that could not be answered: a few may each have a reason of their own, many mean the server.
struct FailureStreak: Sendable {
    /// Requests refused as they are (400) without an answer in between, after which the run is ended.
    static let mostRefusals = 10
    /// Calls given up after all their attempts without an answer in between.
    static let mostGivenUp = 3

    private var refusals = 0
    private var givenUp = 0

    mutating func succeeded() { self = FailureStreak() }

    /// - Returns: true when the run is to end.
    mutating func failed(_ failure: RequestFailure) -> Bool {
        switch failure.reason {
        case .misconfigured, .unreachable, .throttled: return true
        // Long prompts are no sign of anything else.
        case .tooLong: return false
        case .refused:
            refusals += 1
            return refusals > Self.mostRefusals
        case .serverError, .cut, .malformed, .timeout:
            givenUp += 1
            return givenUp > Self.mostGivenUp
        }
    }
}
