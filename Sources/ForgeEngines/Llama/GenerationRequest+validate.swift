import ForgeCore

extension GenerationRequest {
    /// - Throws: `EngineError` `request.invalid` that names the value and what is allowed.
    func validate() throws {
        try Self.require(
            (1...Int(Int32.max)).contains(maxTokens), "maxTokens is \(maxTokens)",
            "Ask for 1 to \(Int32.max) tokens.")
        try Self.require(
            sampling.temperature.isFinite && sampling.temperature >= 0, "temperature is \(sampling.temperature)",
            "Use 0 for greedy decoding or a positive number.")
        try Self.require(
            sampling.topP > 0 && sampling.topP <= 1, "topP is \(sampling.topP)", "Use a number above 0 and up to 1.")
        try Self.require(sampling.topK >= 0, "topK is \(sampling.topK)", "Use 0 for no limit or a positive number.")
        try Self.require(
            logprobs.map { (0...1000).contains($0) } ?? true, "logprobs is \(logprobs ?? 0)",
            "Ask for 0 to 1000 alternatives.")
        try Self.require(
            timeLimit.map { $0 > 0 } ?? true, "timeLimit is \(timeLimit ?? 0)", "Use a positive number of seconds.")
        try Self.require(
            tools.isEmpty && responseFormat == nil,
            "models in this process know no declared tools and response formats",
            "Describe them in the prompt, use a grammar, or a server (engine.type).")
        if let grammar { try GrammarText(grammar).validate() }
        if case .chat(let messages) = prompt {
            try Self.require(!messages.isEmpty, "the conversation has no messages", "Send at least one message.")
        }
    }

    static func require(_ condition: Bool, _ problem: String, _ remedy: String) throws {
        guard condition else { throw EngineError.invalidRequest("Invalid request: \(problem).", remedy: remedy) }
    }
}
