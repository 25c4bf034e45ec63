import ForgeCore

/// A model's own template, which turns a conversation into the text the model was trained on.
///
/// llama.cpp's C API only recognises well-known templates and renders its own idea of them (it leaves out the default
/// system message of SmolLM2 and Qwen2.5, for example); this runs the template that the file carries.
struct ChatTemplate {
    private let statements: [JinjaSyntax.Statement]
    private let variables: [String: JinjaValue]

    /// - Parameters:
    ///   - beginning: Text of the beginning-of-text token, `bos_token` in templates.
    ///   - end: Text of the end-of-text token.
    /// - Throws: `EngineError` `template.unsupported`.
    init(source: String, beginning: String, end: String) throws {
        do {
            statements = try JinjaParser.parse(source)
        } catch let error as JinjaError {
            throw Self.failure(error)
        }
        variables = [
            "bos_token": .string(beginning), "eos_token": .string(end), "add_generation_prompt": .bool(true),
            "tools": .none, "documents": .none,
        ]
    }

    /// The text for a conversation, up to where the assistant's next message begins when it `opensReply`.
    ///
    /// - Throws: `EngineError`: `template.refused` when the template does not allow the conversation,
    ///   `template.unsupported` when it uses what is not implemented.
    func render(_ messages: [ChatMessage], opensReply: Bool = true) throws -> String {
        var variables = variables
        variables["add_generation_prompt"] = .bool(opensReply)
        variables["messages"] = .list(
            messages.map { .dictionary(["role": .string($0.role.rawValue), "content": .string($0.content)]) })
        do {
            return try JinjaRenderer.render(statements, variables: variables)
        } catch let error as JinjaError {
            throw Self.failure(error)
        }
    }

    private static func failure(_ error: JinjaError) -> EngineError {
        if error.isRefusal {
            return EngineError(
                .invalidInput, "template.refused", "The model's chat template does not allow this conversation.",
                cause: error.message, remedy: "Change the order or the roles of the messages, or use a text prompt.")
        }
        return EngineError(
            .invalidInput, "template.unsupported", "The model's chat template cannot be rendered.",
            cause: error.message, remedy: "Use a text prompt that is written in the model's format.")
    }

    static func missing(model: String) -> EngineError {
        EngineError(
            .invalidInput, "template.missing", "The model \(model) has no chat template.",
            remedy: "Use a text prompt with this model, or an instruction-tuned version of it.")
    }
}
