import CLlama
package import ForgeCore

/// A model file's tokenizer and chat template without its weights, for those who need tokens but no engine.
///
/// Owns llama.cpp's vocabulary; use it on one thread at a time.
package struct TextModel: ~Copyable {
    private let pointer: OpaquePointer
    private let vocabulary: Vocabulary
    private let template: ChatTemplate?

    /// - Throws: `EngineError`: as `GGUFHeader` when the file cannot be read, `model.load-failed`,
    ///   `template.unsupported`.
    package init(path: String) throws {
        let header = try GGUFHeader(checkingModelAt: path)
        LlamaLibrary.start()
        LlamaLog.clear()
        var parameters = llama_model_default_params()
        parameters.vocab_only = true
        guard let model = llama_model_load_from_file(path, parameters) else {
            throw EngineError.loadFailed(path, cause: LlamaLog.lastLines)
        }
        guard let words = llama_model_get_vocab(model) else {
            llama_model_free(model)
            throw EngineError.loadFailed(path, cause: "it has no vocabulary")
        }
        let vocabulary = Vocabulary(pointer: words)
        do {
            template = try header.chatTemplate.map {
                try ChatTemplate(source: $0, beginning: vocabulary.beginningText, end: vocabulary.endText)
            }
        } catch {
            llama_model_free(model)
            throw error
        }
        pointer = model
        self.vocabulary = vocabulary
    }

    deinit { llama_model_free(pointer) }

    package var hasTemplate: Bool { template != nil }
    package var words: Int { vocabulary.count }
    /// The token that ends a text.
    package var end: Int32 { llama_vocab_eos(vocabulary.pointer) }

    package func text(of tokens: [Int32]) -> String { vocabulary.text(of: tokens) }

    /// Tokens of a whole prompt; control tokens in it are read as such and the beginning is added where it is missing.
    package func tokens(ofRendered text: String) throws -> [Int32] { try vocabulary.tokens(ofRendered: text) }

    /// Tokens of a piece that stands inside of a text.
    package func tokens(ofPiece text: String, parseSpecial: Bool) throws -> [Int32] {
        try vocabulary.tokens(of: text, addSpecial: false, parseSpecial: parseSpecial)
    }

    /// The text of a conversation in the model's own template.
    ///
    /// - Parameter opensReply: whether the text ends where the assistant's next message begins.
    /// - Throws: `EngineError`: `template.missing`, `template.refused`, `template.unsupported`.
    package func render(_ messages: [ChatMessage], opensReply: Bool) throws -> String {
        guard let template else { throw ChatTemplate.missing(model: "in this file") }
        return try template.render(messages, opensReply: opensReply)
    }
}
