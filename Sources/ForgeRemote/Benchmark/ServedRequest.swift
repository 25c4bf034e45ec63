import ForgeCore

/// One request of a benchmark and what came of it. Times are seconds.
package struct ServedRequest: Sendable, Codable, Hashable {
    package var inputTokens: Int
    /// 0 for one that failed.
    package var outputTokens: Int
    /// Sending → first piece of the output.
    package var timeToFirstToken: Double
    /// Gaps between the pieces.
    package var interTokenTimes: [Double]
    /// Sending → last piece.
    package var latency: Double
    package var text: String
    /// Nil for one that succeeded.
    package var error: String?

    package init(
        inputTokens: Int, outputTokens: Int, timeToFirstToken: Double, interTokenTimes: [Double], latency: Double,
        text: String = "", error: String? = nil
    ) {
        self.inputTokens = inputTokens
        self.outputTokens = outputTokens
        self.timeToFirstToken = timeToFirstToken
        self.interTokenTimes = interTokenTimes
        self.latency = latency
        self.text = text
        self.error = error
    }

    /// Waiting in a queue of ours is not the server's time.
    init(_ generation: Generation) {
        self.init(
            inputTokens: generation.inputTokens, outputTokens: generation.outputTokens,
            timeToFirstToken: generation.timeToFirstToken - generation.queueTime,
            interTokenTimes: generation.interTokenTimes ?? [], latency: generation.latency - generation.queueTime,
            text: generation.text)
    }

    static func failed(_ error: any Error) -> ServedRequest {
        ServedRequest(
            inputTokens: 0, outputTokens: 0, timeToFirstToken: 0, interTokenTimes: [], latency: 0,
            error: String(describing: error))
    }

    package var succeeded: Bool { error == nil }

    /// Seconds per output token after the first; nil with one token.
    package var timePerOutputToken: Double? {
        outputTokens > 1 ? (latency - timeToFirstToken) / Double(outputTokens - 1) : nil
    }
}
