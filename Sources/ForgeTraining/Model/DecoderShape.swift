import ForgeCore

/// The sizes of a Llama-family decoder: RMSNorm, rotary positions, grouped-query attention, SwiGLU.
package struct DecoderShape: Sendable, Hashable, Codable {
    package enum Family: String, Sendable, Codable {
        /// Llama, SmolLM2, Mistral.
        case llama
        /// Qwen2 and Qwen2.5: queries, keys and values have biases.
        case qwen2
    }

    package var family: Family
    package var width: Int
    package var layers: Int
    package var heads: Int
    /// Heads of keys and values; each serves `heads / keyHeads` query heads.
    package var keyHeads: Int
    package var headSize: Int
    package var feedForward: Int
    package var words: Int
    package var epsilon: Float
    package var ropeBase: Double
    /// What the frequencies of rotary positions are divided by, one per pair of a head (Llama 3); nil for 1.
    package var ropeFactors: [Float]?
    package var contextLength: Int

    package var queryWidth: Int { heads * headSize }
    package var keyWidth: Int { keyHeads * headSize }

    /// - Throws: `TrainingError` `model.unusable`.
    func checked() throws -> DecoderShape {
        func demand(_ condition: Bool, _ why: String) throws {
            guard condition else { throw Self.unusable(why) }
        }
        try demand(1...(1 << 20) ~= width && 1...(1 << 20) ~= feedForward, "its layers have an impossible width")
        try demand(1...512 ~= layers, "it has \(layers) layers")
        // Products of these sizes must not overflow, whatever a file claims.
        try demand(1...1024 ~= heads, "it has \(heads) attention heads")
        try demand(keyHeads > 0 && heads % keyHeads == 0, "\(keyHeads) key heads serve \(heads) heads")
        try demand(2...1024 ~= headSize && headSize % 2 == 0, "its heads have \(headSize) numbers")
        try demand(1...(1 << 30) ~= contextLength, "its context has \(contextLength) tokens")
        try demand(1...(1 << 22) ~= words, "its vocabulary has \(words) words")
        try demand(epsilon > 0 && epsilon < 1 && ropeBase > 1, "its norms or positions are described impossibly")
        try demand(ropeFactors.map { $0.count == headSize / 2 } ?? true, "its rotary factors do not fit its heads")
        return self
    }

    static func unusable(_ why: String) -> TrainingError {
        TrainingError(
            .invalidInput, "model.unusable", "This model cannot be trained here.", cause: "\(why).",
            remedy: "Use a Llama, SmolLM2, Mistral or Qwen2 model as GGUF, or as a folder with safetensors.")
    }
}
