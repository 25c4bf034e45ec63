package import ForgeCore

/// One call of the model that the machine asks for.
package struct AgentTurn: Sendable, Hashable {
    /// Number of the step, from 1.
    package var step: Int
    /// An answer is asked for, nothing else.
    package var isForced: Bool
    package var prompt: AgentPrompt
    package var stop: [String]
    package var maxTokens: Int
    /// A grammar in llama.cpp's notation that the output is to follow.
    package var grammar: String?
}

package enum AgentPrompt: Sendable, Hashable {
    case text(String)
    /// A conversation, with the tools that the model may call; none may be called when the list is empty.
    case messages([AgentMessage], tools: [ToolSpec])

    /// For engines that know no tool calls: the calls and results as text of the messages.
    package var plain: Prompt {
        switch self {
        case .text(let text): .text(text)
        case .messages(let messages, _): .chat(messages.map(\.plain))
        }
    }

    /// For engines that know tool calls; the same as `plain` where nothing was called.
    package var structured: Prompt {
        switch self {
        case .text(let text): .text(text)
        case .messages(let messages, _): .chat(messages.map(\.structured))
        }
    }

    /// The tools that may be called, as the protocol declares them.
    package var declaredTools: [JSONValue] {
        switch self {
        case .text: []
        case .messages(_, let tools): tools.map(\.functionSchema)
        }
    }
}

/// A message that may hold tool calls, or be the result of one.
package struct AgentMessage: Sendable, Codable, Hashable {
    package var role: ChatRole
    package var content: String
    package var toolCalls: [NativeToolCall]
    /// Of a result: the call it belongs to.
    package var toolCallID: String?

    package init(_ role: ChatRole, _ content: String, toolCalls: [NativeToolCall] = [], toolCallID: String? = nil) {
        self.role = role
        self.content = content
        self.toolCalls = toolCalls
        self.toolCallID = toolCallID
    }

    /// For engines that know tool calls.
    package var structured: ChatMessage {
        ChatMessage(role, content, toolCalls: toolCalls.isEmpty ? nil : toolCalls, toolCallID: toolCallID)
    }

    package var plain: ChatMessage {
        let calls = toolCalls.map { call in
            "<tool_call>\n{\"name\": \"\(call.name)\", \"arguments\": \(call.arguments)}\n</tool_call>"
        }
        return ChatMessage(role, ([content] + calls).filter { !$0.isEmpty }.joined(separator: "\n"))
    }
}

/// What the model answered.
package struct ModelOutput: Sendable, Codable, Hashable {
    package var text: String
    package var toolCalls: [NativeToolCall]
    package var usage: ModelUsage

    package init(text: String, toolCalls: [NativeToolCall] = [], usage: ModelUsage = .init()) {
        self.text = text
        self.toolCalls = toolCalls
        self.usage = usage
    }

    package init(_ generation: Generation) {
        text = generation.text
        toolCalls = generation.toolCalls
        usage = ModelUsage(
            inputTokens: generation.inputTokens, outputTokens: generation.outputTokens,
            cachedTokens: generation.cachedTokens, seconds: generation.latency)
    }
}
