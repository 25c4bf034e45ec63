/// What calls cost inside the engine, where it tells. Sums: of one call, of a sample, of an experiment.
package struct EngineWork: Sendable, Codable, Hashable {
    /// Where it lies in a prediction's trace.
    package static let key = "engine"

    package var calls: Int
    /// Calls that took over a prefix which was computed before.
    package var cacheHits: Int
    /// Input tokens of all calls.
    package var inputTokens: Int
    /// Input tokens that were taken over.
    package var cachedTokens: Int
    /// Seconds spent on computing the other input tokens.
    package var promptSeconds: Double
    /// Tokens computed for nobody, to fill a static batch.
    package var paddingTokens: Int
    /// Tokens guessed ahead and computed.
    package var draftedTokens: Int
    /// Guessed tokens that were right.
    package var acceptedTokens: Int

    package init(
        calls: Int = 1, cacheHits: Int = 0, inputTokens: Int = 0, cachedTokens: Int = 0, promptSeconds: Double = 0,
        paddingTokens: Int = 0, draftedTokens: Int = 0, acceptedTokens: Int = 0
    ) {
        self.calls = calls
        self.cacheHits = cacheHits
        self.inputTokens = inputTokens
        self.cachedTokens = cachedTokens
        self.promptSeconds = promptSeconds
        self.paddingTokens = paddingTokens
        self.draftedTokens = draftedTokens
        self.acceptedTokens = acceptedTokens
    }

    /// Input tokens that were computed.
    package var computedTokens: Int { inputTokens - cachedTokens }

    /// Seconds that a hit spared on average, estimated: its tokens at the measured mean speed of computing prompts. Nil
    /// without hits or without a computed prompt.
    package var savedSecondsPerHit: Double? {
        guard cacheHits > 0, let total = savedSeconds else { return nil }
        return total / Double(cacheHits)
    }

    /// Seconds that all hits spared, estimated in the same way.
    package var savedSeconds: Double? {
        guard computedTokens > 0, promptSeconds > 0 else { return nil }
        return Double(cachedTokens) * promptSeconds / Double(computedTokens)
    }

    package static func + (left: EngineWork, right: EngineWork) -> EngineWork {
        EngineWork(
            calls: left.calls + right.calls, cacheHits: left.cacheHits + right.cacheHits,
            inputTokens: left.inputTokens + right.inputTokens, cachedTokens: left.cachedTokens + right.cachedTokens,
            promptSeconds: left.promptSeconds + right.promptSeconds,
            paddingTokens: left.paddingTokens + right.paddingTokens,
            draftedTokens: left.draftedTokens + right.draftedTokens,
            acceptedTokens: left.acceptedTokens + right.acceptedTokens)
    }
}
