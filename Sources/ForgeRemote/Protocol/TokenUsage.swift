import ForgeCore

/// Token counts of one answer as the server tells them.
struct TokenUsage: Sendable, Hashable {
    var input: Int
    var output: Int
    var cached: Int

    /// Nil for counts that cannot be: an answer's tokens are never fewer than none, nor its cached ones more than all.
    init?(_ usage: JSONValue?, hasOutput: Bool) {
        guard let usage, let input = usage["prompt_tokens"]?.int, let output = usage["completion_tokens"]?.int,
            input > 0, output >= (hasOutput ? 1 : 0), max(input, output) < 1 << 40
        else { return nil }
        let cached = usage["prompt_tokens_details"]?["cached_tokens"]?.int ?? 0
        guard (0...input).contains(cached) else { return nil }
        self.input = input
        self.output = output
        self.cached = cached
    }

    init(input: Int, output: Int, cached: Int = 0) {
        self.input = input
        self.output = output
        self.cached = cached
    }

    /// Tokens of a text where nobody can be asked: one for 4 bytes is usual for English, fewer bytes for other scripts.
    static func estimate(_ text: String) -> Int { (text.utf8.count + 3) / 4 }
}
