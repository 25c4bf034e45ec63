package enum ChatRole: String, Sendable, Codable {
    case system, user, assistant, tool
}

package struct ChatMessage: Sendable, Codable, Hashable {
    package var role: ChatRole
    package var content: String
    /// Tools that the assistant called in this turn, where they are not part of the text.
    package var toolCalls: [NativeToolCall]?
    /// Of a message of the role `tool`: the call that it answers.
    package var toolCallID: String?

    package init(
        _ role: ChatRole, _ content: String, toolCalls: [NativeToolCall]? = nil, toolCallID: String? = nil
    ) {
        self.role = role
        self.content = content
        self.toolCalls = toolCalls
        self.toolCallID = toolCallID
    }
}

/// What a model is asked: bare text to continue, or a conversation that the model's own chat template renders.
package enum Prompt: Sendable, Codable, Hashable {
    case text(String)
    case chat([ChatMessage])
}

/// What to do with a prompt that leaves no room for `maxTokens` in the context window.
package enum ContextOverflowPolicy: String, Sendable, Codable, CaseIterable {
    /// Refuse the request with an error that names both lengths (the default: nothing is cut in silence).
    case refuse
    /// Drop the oldest tokens of the prompt after its first `keep` tokens; the number dropped is reported.
    case truncateStart = "truncate-start"
    /// Keep the whole prompt and generate fewer tokens; the finish reason tells `length`.
    case shortenOutput = "shorten-output"
}

/// How tokens are chosen. Temperature 0 is greedy and the default everywhere.
package struct SamplingOptions: Sendable, Codable, Hashable {
    package var temperature: Double
    package var topP: Double
    package var topK: Int
    package var seed: UInt64

    package init(temperature: Double = 0, topP: Double = 1, topK: Int = 0, seed: UInt64 = 0) {
        self.temperature = temperature
        self.topP = topP
        self.topK = topK
        self.seed = seed
    }
}

/// One model call.
package struct GenerationRequest: Sendable, Codable, Hashable {
    package var prompt: Prompt
    package var maxTokens: Int
    package var sampling: SamplingOptions
    /// Generation ends before the first of these; the stop text is not part of the output.
    package var stop: [String]
    /// A LoRA adapter's path or name, nil for the base model.
    package var adapter: String?
    /// How many alternatives to report per output token; nil for none, 0 for the chosen token's only.
    package var logprobs: Int?
    package var overflow: ContextOverflowPolicy
    /// Seconds from submission after which the call ends with what it has (`FinishReason.deadline`).
    package var timeLimit: Double?
    /// A grammar in llama.cpp's notation (GBNF) that the output follows; rule `root` is the whole output. Engines that know
    /// none leave it out.
    package var grammar: String?
    /// Functions that the model may call, as the OpenAI-compatible protocol declares them. Engines that know no tool calls
    /// (`EngineInfo.callsTools`) refuse them.
    package var tools: [JSONValue]
    /// The protocol's `response_format` (`{"type": "json_object"}`). Engines that know none refuse it.
    package var responseFormat: JSONValue?
    /// What the prompt's tokens compute to is kept for later requests before all that is not pinned, as far as the engine's
    /// memory for prefixes reaches. Engines without one leave it out.
    package var pinsPrompt: Bool

    package init(
        prompt: Prompt, maxTokens: Int = 256, sampling: SamplingOptions = .init(), stop: [String] = [],
        adapter: String? = nil, logprobs: Int? = nil, overflow: ContextOverflowPolicy = .refuse,
        timeLimit: Double? = nil, grammar: String? = nil, tools: [JSONValue] = [], responseFormat: JSONValue? = nil,
        pinsPrompt: Bool = false
    ) {
        self.prompt = prompt
        self.maxTokens = maxTokens
        self.sampling = sampling
        self.stop = stop
        self.adapter = adapter
        self.logprobs = logprobs
        self.overflow = overflow
        self.timeLimit = timeLimit
        self.grammar = grammar
        self.tools = tools
        self.responseFormat = responseFormat
        self.pinsPrompt = pinsPrompt
    }
}
