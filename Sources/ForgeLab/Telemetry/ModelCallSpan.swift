import ForgeCore
import Foundation

/// A model call as OpenTelemetry's semantic conventions for generative AI name its parts
/// (opentelemetry.io/docs/specs/semconv/gen-ai/gen-ai-spans, in development). Prompts, stop strings and outputs are
/// not among them.
struct ModelCallSpan {
    let request: GenerationRequest
    let info: EngineInfo

    private var operation: String {
        if case .chat = request.prompt { "chat" } else { "text_completion" }
    }

    var name: String { "\(operation) \(info.model)" }

    /// A model in this process is called without a client.
    var kind: TraceSpan.Kind { info.server == nil ? .inside : .client }

    var attributes: [String: JSONValue] {
        var attributes: [String: JSONValue] = [
            "gen_ai.operation.name": .string(operation), "gen_ai.provider.name": .string(info.engine),
            "gen_ai.request.model": .string(info.model), "gen_ai.request.max_tokens": .integer(request.maxTokens),
            "gen_ai.request.temperature": .number(request.sampling.temperature),
            "gen_ai.request.top_p": .number(request.sampling.topP),
            // The conventions have signed numbers.
            "gen_ai.request.seed": .integer(Int(bitPattern: UInt(request.sampling.seed))),
        ]
        if request.sampling.topK > 0 { attributes["gen_ai.request.top_k"] = .integer(request.sampling.topK) }
        if let server = info.server, let address = URLComponents(string: server.address) {
            attributes["server.address"] = address.host.map(JSONValue.string)
            attributes["server.port"] = .integer(address.port ?? (address.scheme == "https" ? 443 : 80))
        }
        return attributes
    }

    static func attributes(of generation: Generation) -> [String: JSONValue] {
        [
            "gen_ai.response.finish_reasons": .array([.string(reason(generation.finishReason))]),
            "gen_ai.usage.input_tokens": .integer(generation.inputTokens),
            "gen_ai.usage.output_tokens": .integer(generation.outputTokens),
            "gen_ai.usage.cache_read.input_tokens": .integer(generation.cachedTokens),
            "forge.time_to_first_token": .number(generation.timeToFirstToken),
            "forge.queue_time": .number(generation.queueTime),
        ]
    }

    private static func reason(_ reason: FinishReason) -> String {
        switch reason {
        case .endOfTurn, .stop: "stop"
        case .toolCall: "tool_calls"
        case .length: "length"
        case .deadline: "deadline"
        }
    }
}
