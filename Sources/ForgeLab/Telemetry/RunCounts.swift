package import ForgeCore

/// What this process has done since it began.
package struct RunCounts: Sendable, Hashable {
    package var calls: Int { callTimes.count }
    package var failedCalls: [String: Int] = [:]
    package var inputTokens = 0
    package var outputTokens = 0
    package var cachedTokens = 0
    package var callTimes = Histogram()
    package var samples: [PredictionStatus: Int] = [:]
    /// By how they ended.
    package var experiments: [ExperimentStatus: Int] = [:]

    mutating func add(_ generation: Generation) {
        inputTokens += generation.inputTokens
        outputTokens += generation.outputTokens
        cachedTokens += generation.cachedTokens
        callTimes.add(generation.latency)
    }

    /// Few kinds, so that what is counted by them stays small.
    package static func kind(of error: any Error) -> String {
        if error is CancellationError { return ErrorKind.cancelled.rawValue }
        return (error as? any ForgeError)?.kind.rawValue ?? ErrorKind.internalFailure.rawValue
    }
}
