import ForgeCore

extension LlamaRuntime {
    static func template(of model: borrowing LlamaModel) -> Result<ChatTemplate, any Error>? {
        guard let source = model.chatTemplate else { return nil }
        let (beginning, end) = (model.vocabulary.beginningText, model.vocabulary.endText)
        return Result { try ChatTemplate(source: source, beginning: beginning, end: end) }
    }

    func countTokens(in text: String) throws -> Int {
        try vocabulary.tokens(of: text, addSpecial: false, parseSpecial: false).count
    }

    func render(_ prompt: Prompt) throws -> String {
        switch prompt {
        case .text(let text): return text
        case .chat(let messages):
            guard let template else { throw ChatTemplate.missing(model: info.model) }
            return try template.get().render(messages)
        }
    }

    func tokens(ofRendered text: String) throws -> [Int32] {
        try vocabulary.tokens(ofRendered: text)
    }

    func grammar(_ request: GenerationRequest) throws -> LlamaGrammar? {
        guard let text = request.grammar else { return nil }
        return try LlamaGrammar(text, vocabulary: vocabulary)
    }

    /// Renders, tokenises and fits a request's prompt, and loads its adapter.
    func prepare(_ request: GenerationRequest) throws -> PreparedPrompt {
        let rendered = try render(request.prompt)
        let tokens = try tokens(ofRendered: rendered)
        guard !tokens.isEmpty else {
            throw EngineError.invalidRequest("The prompt is empty.", remedy: "Send at least one character.")
        }
        if let adapter = request.adapter { try adapters.load(adapter, for: context.model) }
        var prompt = try PreparedPrompt(
            tokens: tokens, rendered: rendered, request: request, context: contextLength,
            kept: vocabulary.addsBeginning ? 1 : 0)
        if prompt.dropped > 0 { prompt.rendered = vocabulary.text(of: prompt.tokens) }
        return prompt
    }
}
