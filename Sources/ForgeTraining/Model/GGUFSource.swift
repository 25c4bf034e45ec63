import ForgeEngines

/// A base model in a GGUF file of any weight format, dequantised.
package struct GGUFSource: WeightSource {
    private let weights: GGUFWeights
    package let shape: DecoderShape

    /// - Throws: `EngineError` as `GGUFHeader`; `TrainingError` `model.unusable`.
    package init(path: String) throws {
        weights = try GGUFWeights(path: path)
        shape = try Self.shape(of: weights)
    }

    private static func shape(of weights: GGUFWeights) throws -> DecoderShape {
        let header = weights.header
        guard let family = DecoderShape.Family(rawValue: header.architecture) else {
            throw DecoderShape.unusable("its architecture is \(header.architecture)")
        }
        func value(_ key: String) -> GGUFValue? { header.value(ofArchitecture: key) }
        func whole(_ key: String) throws -> Int {
            guard let number = value(key)?.int else { throw DecoderShape.unusable("its header lacks \(key)") }
            return number
        }
        guard (value("expert_count")?.int ?? 0) == 0 else { throw DecoderShape.unusable("it is a mixture of experts") }
        let scaling = value("rope.scaling.type")?.string ?? "none"
        guard scaling == "none" else { throw DecoderShape.unusable("its rotary positions are scaled (\(scaling))") }
        guard let embedding = header.tensors.first(where: { $0.name == DecoderTensor.embedding.ggufName }),
            embedding.dimensions.count == 2
        else { throw DecoderShape.unusable("it has no token embeddings") }
        let width = try whole("embedding_length")
        let heads = try whole("attention.head_count")
        guard heads > 0 else { throw DecoderShape.unusable("it has no attention heads") }
        let headSize = value("attention.key_length")?.int ?? width / heads
        guard headSize > 0, value("rope.dimension_count")?.int ?? headSize == headSize else {
            throw DecoderShape.unusable("it turns only a part of each head")
        }
        return try DecoderShape(
            family: family, width: width, layers: try whole("block_count"), heads: heads,
            keyHeads: value("attention.head_count_kv")?.int ?? heads, headSize: headSize,
            feedForward: try whole("feed_forward_length"), words: embedding.dimensions[1],
            epsilon: Float(value("attention.layer_norm_rms_epsilon")?.double ?? 1e-5),
            ropeBase: value("rope.freq_base")?.double ?? 10_000,
            ropeFactors: weights.has("rope_freqs.weight")
                ? try weights.floats("rope_freqs.weight", shape: [headSize / 2]) : nil,
            contextLength: value("context_length")?.int ?? 2048
        ).checked()
    }

    package func has(_ tensor: DecoderTensor) -> Bool { weights.has(tensor.ggufName) }

    package func floats(_ tensor: DecoderTensor, shape sides: [Int]) throws -> [Float] {
        let numbers = try weights.floats(tensor.ggufName, shape: sides)
        guard shape.family == .llama else { return numbers }
        switch tensor {
        case .weight(.query, _), .weight(.key, _), .bias(.query, _), .bias(.key, _):
            return HeadOrder.fromInterleaved(
                numbers, columns: sides.count > 1 ? sides[1] : 1, headSize: shape.headSize)
        default: return numbers
        }
    }
}

extension GGUFValue {
    var double: Double? {
        switch self {
        case .number(let value): value
        case .integer(let value): Double(value)
        default: nil
        }
    }
}
