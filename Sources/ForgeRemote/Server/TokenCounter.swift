import ForgeCore
import NIOHTTP1

/// Asks a server how many tokens a text has. vLLM, SGLang and llama-server have the same path for it, beyond the protocol.
struct TokenCounter: Sendable {
    let client: ServerClient

    /// - Throws: `RequestFailure`, `CancellationError`.
    func count(_ text: String) async throws -> Int {
        // Each reads its own members and leaves the others alone.
        let body: JSONValue = [
            "model": .string(client.settings.model), "prompt": .string(text), "content": .string(text),
            "add_special_tokens": false, "add_special": false,
        ]
        let answer = try await client.json(.POST, client.settings.address.root + "/tokenize", body, within: 60)
        guard let count = answer["count"]?.int ?? answer["tokens"]?.array?.count else {
            throw RequestFailure(.malformed, "the answer has no tokens")
        }
        return count
    }
}
