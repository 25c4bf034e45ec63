import ForgeCore

/// What a model will take of the main memory, from its file's header alone, before anything is loaded. Bytes.
///
/// Weights and keys and values are exact for a model that is wholly on the CPU. Compute buffers follow llama.cpp's graph for
/// a step of `step` tokens: its logits are nearly all of them for small models, then the widest activations and the mask.
package struct EngineMemoryEstimate: Sendable, Codable, Hashable {
    package var weights: Int
    /// Keys and values of all sequences in half precision.
    package var cache: Int
    package var compute: Int
    /// Sequences that there will be: fewer than asked for when they do not fit a quarter of the machine's memory.
    package var sequences: Int
    /// Tokens that one sequence may hold.
    package var contextLength: Int

    package var total: Int { weights + cache + compute }

    /// - Parameters:
    ///   - contextLength: nil for the smaller of 2048 and the model's own.
    ///   - sequences: requests at a time that are wanted.
    ///   - step: tokens that are computed at once at most (`batchSize`).
    /// - Throws: `EngineError` `model.malformed` for a file that does not state its shape.
    package init(_ header: GGUFHeader, contextLength: Int?, sequences: Int, step: Int = 512) throws {
        try self.init(
            header, contextLength: contextLength, sequences: sequences, step: step,
            cacheLimit: LlamaLoader.automaticCacheBytes)
    }

    /// - Parameter cacheLimit: bytes for keys and values beyond which there are fewer sequences.
    init(_ header: GGUFHeader, contextLength: Int?, sequences: Int, step: Int, cacheLimit: Int) throws {
        // Numbers beyond are no sizes, and their sums would overflow.
        func value(_ key: String) -> Int? {
            header.value(ofArchitecture: key)?.int.flatMap { (0...Int(Int32.max)).contains($0) ? $0 : nil }
        }
        guard let perToken = header.cacheBytesPerToken, let width = value("embedding_length"),
            let vocabulary = header.vocabularySize, (0...Int(Int32.max)).contains(vocabulary)
        else { throw Self.unknownShape }
        let trained = value("context_length") ?? .max
        let length = min(contextLength ?? 2048, trained)
        let fitting = max(1, cacheLimit / max(1, perToken) / length)
        self.contextLength = length
        self.sequences = min(max(1, sequences), fitting)
        weights = header.tensors.reduce(0) { $0 + $1.bytes }
        // llama.cpp rounds a sequence's memory up to 256 cells.
        let cells = (length + 255) / 256 * 256
        guard let cache = GGUFHeader.product(perToken, cells, self.sequences) else { throw Self.unknownShape }
        self.cache = cache
        let rows = max(step, self.sequences)
        let feedForward = value("feed_forward_length") ?? 4 * width
        guard let activations = GGUFHeader.product(rows, vocabulary + 6 * width + 2 * feedForward, 4) else {
            throw Self.unknownShape
        }
        // The mask in single precision, and its half for flash attention.
        let mask = rows * cells * 6
        let outputs = max(64, self.sequences) * vocabulary * 4
        compute = activations + mask + outputs
    }

    private static let unknownShape = EngineError(
        .invalidInput, "model.malformed",
        "The file does not state its layers, heads, width and vocabulary: its memory cannot be estimated.",
        remedy: "Measure it instead.")
}

extension GGUFHeader {
    /// Tokens of the vocabulary; nil when the file does not say.
    var vocabularySize: Int? {
        if case .array(let count) = metadata["tokenizer.ggml.tokens"] { return count }
        return value(ofArchitecture: "vocab_size")?.int
    }
}

/// Memory of the graphics device that models are put on.
package enum DeviceMemoryUse {
    /// Bytes in use by everybody now; nil without a device.
    package static func now() -> Int? {
        LlamaLibrary.start()
        return GraphicsDevice.first.map { $0.memory.total - $0.memory.free }
    }
}
