package import ForgeCore

/// What can go wrong in an engine or with a model file.
package typealias EngineError = DomainError<EngineDomain>

package enum EngineDomain {}

extension EngineError {
    static func invalidRequest(_ message: String, remedy: String) -> EngineError {
        EngineError(.invalidInput, "request.invalid", message, remedy: remedy)
    }

    static func invalidOption(_ message: String, remedy: String) -> EngineError {
        EngineError(.invalidInput, "engine.invalid-option", message, remedy: remedy)
    }

    static func contextOverflow(prompt: Int, output: Int, context: Int) -> EngineError {
        EngineError(
            .resourceExhausted, "context.overflow",
            "The prompt of \(prompt) tokens and \(output) output tokens do not fit the context of \(context) tokens.",
            remedy: "Shorten the prompt, lower maxTokens, raise the context length, or choose another overflow policy."
        )
    }

    static func loadFailed(_ path: String, cause: String?) -> EngineError {
        EngineError(
            .invalidInput, "model.load-failed", "llama.cpp could not load the model file \(path).", cause: cause,
            remedy: "Check that this llama.cpp supports the model's architecture and that there is memory for it.")
    }

    static func decodeFailed(code: Int32, cause: String?) -> EngineError {
        EngineError(
            .internalFailure, "engine.decode-failed", "llama.cpp could not compute a step (code \(code)).",
            cause: cause, remedy: "Lower the batch size, the context length or the number of GPU layers.")
    }

    /// A grammar whose next character no token of the vocabulary can write.
    static var deadEnd: EngineError {
        EngineError(
            .invalidInput, "grammar.dead-end", "The grammar allows nothing that this model can write next.",
            remedy: "Allow more in the grammar.")
    }

    static var shutDown: EngineError {
        EngineError(
            .conflict, "engine.shut-down", "The engine was shut down.",
            remedy: "Load the model again before sending requests.")
    }
}
