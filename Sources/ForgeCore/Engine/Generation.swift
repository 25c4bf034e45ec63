package enum FinishReason: String, Sendable, Codable {
    /// The model ended its turn (an end-of-generation token).
    case endOfTurn = "end-of-turn"
    /// A stop string of the request appeared.
    case stop
    /// The model called a tool that the request declared.
    case toolCall = "tool-call"
    /// `maxTokens`, or the context window under `ContextOverflowPolicy.shortenOutput`.
    case length
    /// The request's time limit passed; the text is what was there by then.
    case deadline
}

package struct TokenLogprob: Sendable, Codable, Hashable {
    /// The token's id; -1 where a server does not tell it.
    package var token: Int
    package var text: String
    /// Natural logarithm of the token's probability under the full softmax at temperature 1.
    package var logprob: Double

    package init(token: Int, text: String, logprob: Double) {
        self.token = token
        self.text = text
        self.logprob = logprob
    }
}

package struct OutputTokenLogprob: Sendable, Codable, Hashable {
    package var chosen: TokenLogprob
    package var alternatives: [TokenLogprob]

    package init(chosen: TokenLogprob, alternatives: [TokenLogprob]) {
        self.chosen = chosen
        self.alternatives = alternatives
    }
}

/// What one model call returned and what it cost. Times are in seconds.
package struct Generation: Sendable, Codable, Hashable {
    package var text: String
    /// Exactly what the model saw, after the chat template. Of a conversation with a server, which renders it, the messages.
    package var renderedPrompt: String
    /// Output token ids, without the end-of-generation token; empty where a server does not tell them.
    package var tokens: [Int]
    package var inputTokens: Int
    /// Tokens sampled, the end-of-generation token included: `inputTokens + outputTokens` is all that was processed.
    package var outputTokens: Int
    /// Input tokens that a shared or cached prefix spared.
    package var cachedTokens: Int
    /// Input tokens dropped by `ContextOverflowPolicy.truncateStart`.
    package var droppedTokens: Int
    package var finishReason: FinishReason
    /// Submission → first output token known.
    package var timeToFirstToken: Double
    /// Submission → last output token known.
    package var latency: Double
    /// Submission → first work on it (part of both times above).
    package var queueTime: Double
    package var logprobs: [OutputTokenLogprob]?
    /// Tools that the model calls; empty unless the request declared some.
    package var toolCalls: [NativeToolCall]
    /// Seconds between one piece of the output and the next as they arrived; nil where nothing was streamed.
    package var interTokenTimes: [Double]?
    /// The token counts are estimates, because the server told none (or impossible ones).
    package var hasEstimatedCounts: Bool
    /// What it cost inside the engine; nil where the engine does not tell.
    package var work: EngineWork?

    package var totalTokens: Int { inputTokens + outputTokens }

    package init(
        text: String, renderedPrompt: String, tokens: [Int], inputTokens: Int, outputTokens: Int,
        cachedTokens: Int = 0, droppedTokens: Int = 0, finishReason: FinishReason, timeToFirstToken: Double,
        latency: Double, queueTime: Double = 0, logprobs: [OutputTokenLogprob]? = nil,
        toolCalls: [NativeToolCall] = [], interTokenTimes: [Double]? = nil, hasEstimatedCounts: Bool = false,
        work: EngineWork? = nil
    ) {
        self.text = text
        self.renderedPrompt = renderedPrompt
        self.tokens = tokens
        self.inputTokens = inputTokens
        self.outputTokens = outputTokens
        self.cachedTokens = cachedTokens
        self.droppedTokens = droppedTokens
        self.finishReason = finishReason
        self.timeToFirstToken = timeToFirstToken
        self.latency = latency
        self.queueTime = queueTime
        self.logprobs = logprobs
        self.toolCalls = toolCalls
        self.interTokenTimes = interTokenTimes
        self.hasEstimatedCounts = hasEstimatedCounts
        self.work = work
    }
}
