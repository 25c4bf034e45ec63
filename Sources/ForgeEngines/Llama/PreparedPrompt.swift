import ForgeCore

/// A prompt as tokens that fit the context window.
struct PreparedPrompt {
    var tokens: [Int32]
    /// The text that was tokenised.
    var rendered: String
    var maxTokens: Int
    /// Tokens taken out under `ContextOverflowPolicy.truncateStart`.
    var dropped = 0

    /// Fits tokens into a context of `context` tokens by the request's policy.
    ///
    /// - Parameter kept: How many tokens at the start are never dropped (the beginning-of-text token).
    /// - Throws: `EngineError` `context.overflow` under `refuse`, or when no policy could make it fit.
    init(tokens: [Int32], rendered: String, request: GenerationRequest, context: Int, kept: Int) throws {
        self.tokens = tokens
        self.rendered = rendered
        maxTokens = request.maxTokens
        guard tokens.count + maxTokens > context else { return }
        let overflow = EngineError.contextOverflow(prompt: tokens.count, output: maxTokens, context: context)
        switch request.overflow {
        case .refuse:
            throw overflow
        case .shortenOutput:
            guard tokens.count < context else { throw overflow }
            maxTokens = context - tokens.count
        case .truncateStart:
            let room = context - maxTokens
            guard room > kept else { throw overflow }
            dropped = tokens.count - room
            self.tokens.removeSubrange(kept..<(kept + dropped))
        }
    }
}
