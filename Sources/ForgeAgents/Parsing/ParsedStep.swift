/// What a model's output says is to be done.
package struct ParsedStep: Sendable, Hashable {
    package enum Move: Sendable, Hashable {
        /// A call as written; whether there is such a tool is not checked.
        case call(name: String, input: ActionInput)
        case answer(String)
    }

    /// What was written before, without its label; nil when there is nothing.
    package var thought: String?
    package var move: Move
    package var parser: StepParserName
    /// The output up to the end of the step: what comes after it is not the model's to say.
    package var kept: String
}

/// Which reader understood an output, in the order they are asked.
package enum StepParserName: String, Sendable, Codable, CaseIterable {
    /// A call of the OpenAI-compatible protocol.
    case native
    /// `<tool_call>{…}</tool_call>` (Hermes, Qwen), `<|tool_call|>` (Phi), `<function_call>`.
    case toolCallTag = "tool-call-tag"
    /// `<function=name>…</function>` (Llama 3.1, Qwen coder).
    case functionTag = "function-tag"
    /// `[TOOL_CALLS]…` (Mistral).
    case mistral
    /// `<|python_tag|>…` (Llama 3).
    case pythonTag = "python-tag"
    /// `Action: search[rain]`
    case actionBracket = "action-bracket"
    /// `Action: search("rain")`
    case actionCall = "action-call"
    /// `Action: search`, then `Action Input: rain`
    case actionInput = "action-input"
    /// `Action: {"name": "search", …}`, fenced or not.
    case actionJSON = "action-json"
    /// `Action: search: rain`, `Action: search "rain"`
    case actionWords = "action-words"
    /// `Answer: …`, `Final Answer: …`
    case answerMarker = "answer-marker"
    /// A fenced JSON object without a label.
    case fencedJSON = "fenced-json"
    /// A JSON object that names a tool, without a label.
    case bareJSON = "bare-json"
    /// `search[rain]` without a label.
    case bareCall = "bare-call"
    /// `The answer is …`, `#### …`, `\boxed{…}`
    case answerPhrase = "answer-phrase"
    /// Text of a chat model that calls no tool: its answer.
    case nativeText = "native-text"
    /// The first line of a forced answer that has no label.
    case wholeText = "whole-text"

    /// Whether the output lacked the label, tag or call that it was asked for, and was understood all the same.
    package var isFallback: Bool {
        switch self {
        case .fencedJSON, .bareJSON, .bareCall, .answerPhrase, .nativeText, .wholeText: true
        case .native, .toolCallTag, .functionTag, .mistral, .pythonTag, .actionBracket, .actionCall, .actionInput,
            .actionJSON, .actionWords, .answerMarker:
            false
        }
    }
}

/// Why an output is no step, in words for the model.
package struct StepParseFailure: Error, Hashable, Sendable {
    package var message: String
}
