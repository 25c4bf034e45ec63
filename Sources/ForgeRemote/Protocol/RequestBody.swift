import ForgeCore

/// A request as the protocol writes it, with what each server needs so that it samples as it is told and not by defaults of
/// its own.
struct RequestBody {
    /// OpenAI takes no more.
    static let mostStopsOfOpenAI = 4

    let settings: RemoteSettings
    let request: GenerationRequest

    /// Below the base address.
    var path: String {
        switch request.prompt {
        case .chat: "/chat/completions"
        case .text: "/completions"
        }
    }

    /// - Throws: `RemoteError` `request.invalid` for what this server cannot do.
    func members() throws -> [String: JSONValue] {
        try validate()
        var body: [String: JSONValue] = [
            "model": .string(settings.model), "stream": true, "stream_options": ["include_usage": true],
        ]
        body[maxTokensKey] = .integer(request.maxTokens)
        switch request.prompt {
        case .text(let text): body["prompt"] = .string(text)
        case .chat(let messages): body["messages"] = .array(messages.map(Self.message))
        }
        if !stops.isEmpty { body["stop"] = .array(stops.map(JSONValue.string)) }
        if !request.tools.isEmpty { body["tools"] = .array(request.tools) }
        body["response_format"] = request.responseFormat
        addSampling(to: &body)
        addLogprobs(to: &body)
        addGrammar(to: &body)
        return body
    }

    private var isOpenAI: Bool { settings.address.text == ServerKind.openai.defaultAddress }

    /// The old key is refused by OpenAI's newer models, the new one unknown to many servers.
    private var maxTokensKey: String {
        if case .chat = request.prompt, isOpenAI { "max_completion_tokens" } else { "max_tokens" }
    }

    /// The engine cuts at the others itself.
    private var stops: [String] {
        if ModelTraits(settings).reasons { return [] }
        return settings.kind == .openai ? Array(request.stop.prefix(Self.mostStopsOfOpenAI)) : request.stop
    }

    private static func message(_ message: ChatMessage) -> JSONValue {
        var members: [String: JSONValue] = [
            "role": .string(message.role.rawValue), "content": .string(message.content),
        ]
        if let calls = message.toolCalls, !calls.isEmpty {
            members["tool_calls"] = .array(
                calls.map { call in
                    [
                        "id": .string(call.id), "type": "function",
                        "function": ["name": .string(call.name), "arguments": .string(call.arguments)],
                    ]
                })
            if message.content.isEmpty { members["content"] = .null }
        }
        if let id = message.toolCallID { members["tool_call_id"] = .string(id) }
        return .object(members)
    }

    private func addSampling(to body: inout [String: JSONValue]) {
        let sampling = request.sampling
        guard !ModelTraits(settings).reasons else { return }
        body["temperature"] = .number(sampling.temperature)
        body["top_p"] = .number(sampling.topP)
        // Some servers read seeds as 32 bits with a sign.
        body["seed"] = .integer(Int(sampling.seed & 0x7FFF_FFFF))
        let topK = sampling.topK
        switch settings.kind {
        case .vllm:
            // Without these, a model's generation_config.json decides.
            body.merge(["top_k": .integer(topK == 0 ? -1 : topK), "min_p": 0, "repetition_penalty": 1]) { $1 }
        case .sglang:
            body.merge(["top_k": .integer(topK == 0 ? -1 : topK), "min_p": 0, "repetition_penalty": 1]) { $1 }
        case .llamaServer:
            // Its defaults are 40 tokens, min_p 0.05 and a penalty that the command line may set.
            body.merge(["top_k": .integer(topK), "min_p": 0, "repeat_penalty": 1, "cache_prompt": true]) { $1 }
        case .ollama, .openai: break
        }
    }

    private func addLogprobs(to body: inout [String: JSONValue]) {
        guard let count = request.logprobs else { return }
        if case .text = request.prompt {
            body["logprobs"] = .integer(count)
        } else {
            body["logprobs"] = true
            body["top_logprobs"] = .integer(count)
        }
    }

    private func addGrammar(to body: inout [String: JSONValue]) {
        guard let grammar = request.grammar else { return }
        switch settings.kind {
        case .llamaServer: body["grammar"] = .string(grammar)
        case .vllm: body["structured_outputs"] = ["grammar": .string(grammar)]
        case .sglang: body["ebnf"] = .string(grammar)
        case .ollama, .openai: break
        }
    }
}

extension RequestBody {
    private func validate() throws {
        let kind = settings.kind
        func require(_ condition: Bool, _ problem: String, _ remedy: String) throws {
            guard condition else { throw RemoteError.invalidRequest(problem, remedy: remedy) }
        }
        let sampling = request.sampling
        try require(request.maxTokens > 0, "maxTokens is \(request.maxTokens)", "Ask for 1 token or more.")
        try require(
            sampling.temperature.isFinite && sampling.temperature >= 0, "temperature is \(sampling.temperature)",
            "Use 0 for greedy decoding or a positive number.")
        try require(
            sampling.topP > 0 && sampling.topP <= 1, "topP is \(sampling.topP)", "Use a number above 0, up to 1.")
        try require(request.timeLimit.map { $0 > 0 } ?? true, "the time limit is not positive", "Use positive seconds.")
        try require(
            request.adapter == nil, "a LoRA adapter cannot be sent to a server",
            "Serve the adapter (vllm: --lora-modules) and give its name as the model.")
        try require(
            request.overflow == .refuse, "the server decides what happens to long prompts",
            "Leave generation.overflow at refuse.")
        try require(
            sampling.topK == 0 || ![.openai, .ollama].contains(kind), "\(kind.rawValue) has no top_k in this protocol",
            "Leave generation.top_k at 0.")
        try require(
            request.grammar == nil || ![.openai, .ollama].contains(kind), "\(kind.rawValue) takes no grammars",
            "Leave the grammar out (method.constrained: false), or use llama-server, vllm or sglang.")
        if case .chat(let messages) = request.prompt {
            try require(!messages.isEmpty, "the conversation has no messages", "Send at least one message.")
        } else {
            try require(request.tools.isEmpty, "tools need a conversation", "Send the prompt as chat messages.")
        }
    }
}
