/// Servers that speak the OpenAI-compatible protocol.
package enum ServerKind: String, Sendable, Codable, CaseIterable {
    case vllm, sglang
    case llamaServer = "llama-server"
    case ollama, openai

    /// Where it listens unless it is told otherwise.
    package var defaultAddress: String {
        switch self {
        case .vllm: "http://127.0.0.1:8000/v1"
        case .sglang: "http://127.0.0.1:30000/v1"
        case .llamaServer: "http://127.0.0.1:8080/v1"
        case .ollama: "http://127.0.0.1:11434/v1"
        case .openai: "https://api.openai.com/v1"
        }
    }

    /// How such a server is started, for remedies.
    package var startAdvice: String {
        switch self {
        case .vllm: "start it: vllm serve MODEL"
        case .sglang: "start it: python -m sglang.launch_server --model-path MODEL"
        case .llamaServer: "start it: llama-server -m MODEL.gguf"
        case .ollama: "start it: ollama serve"
        case .openai: "check the network"
        }
    }

    /// The server ended one request with an error of its own; the other samples are not concerned.
    package static let refusedCode = "server.refused"
}
