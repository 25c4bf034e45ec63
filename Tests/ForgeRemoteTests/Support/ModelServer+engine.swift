import ForgeCore
import ForgeRemote
import ForgeTesting

extension ModelServer {
    /// Runs `body` with an engine on this server.
    func withEngine(
        _ kind: ServerKind = .openai, retry: RetryPolicy = RetryPolicy(attempts: 4, base: 0.01, ceiling: 0.05),
        change: @Sendable @escaping (inout RemoteSettings) throws -> Void = { _ in },
        _ body: @Sendable @escaping (RemoteEngine) async throws -> Void
    ) async throws {
        try await run { address in
            var settings = RemoteSettings(kind: kind, address: try ServerAddress(address), model: "m", retry: retry)
            try change(&settings)
            let engine = try await RemoteEngine.open(settings)
            do {
                try await body(engine)
            } catch {
                await engine.shutdown()
                throw error
            }
            await engine.shutdown()
        }
    }
}

extension GenerationRequest {
    static func ask(_ text: String = "Capital of France?", stop: [String] = [], timeLimit: Double? = nil) -> Self {
        GenerationRequest(prompt: .chat([ChatMessage(.user, text)]), maxTokens: 16, stop: stop, timeLimit: timeLimit)
    }
}
