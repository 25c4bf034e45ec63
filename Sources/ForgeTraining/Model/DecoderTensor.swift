/// A tensor of a decoder by what it is, whatever a file calls it.
package enum DecoderTensor: Hashable, Sendable {
    case embedding, output, outputNorm
    case attentionNorm(Int), feedForwardNorm(Int)
    case weight(Projection, Int)
    case bias(Projection, Int)

    /// As llama.cpp names it.
    var ggufName: String {
        switch self {
        case .embedding: "token_embd.weight"
        case .output: "output.weight"
        case .outputNorm: "output_norm.weight"
        case .attentionNorm(let layer): "blk.\(layer).attn_norm.weight"
        case .feedForwardNorm(let layer): "blk.\(layer).ffn_norm.weight"
        case .weight(let projection, let layer): "blk.\(layer).\(projection.ggufName).weight"
        case .bias(let projection, let layer): "blk.\(layer).\(projection.ggufName).bias"
        }
    }

    /// As transformers names it.
    var folderName: String {
        switch self {
        case .embedding: "model.embed_tokens.weight"
        case .output: "lm_head.weight"
        case .outputNorm: "model.norm.weight"
        case .attentionNorm(let layer): "model.layers.\(layer).input_layernorm.weight"
        case .feedForwardNorm(let layer): "model.layers.\(layer).post_attention_layernorm.weight"
        case .weight(let projection, let layer): "model.layers.\(layer).\(projection.modulePath).weight"
        case .bias(let projection, let layer): "model.layers.\(layer).\(projection.modulePath).bias"
        }
    }
}

/// The seven products of a layer, by the names that LoRA configurations use.
package enum Projection: String, Sendable, Codable, CaseIterable {
    case query = "q_proj"
    case key = "k_proj"
    case value = "v_proj"
    case attentionOutput = "o_proj"
    case gate = "gate_proj"
    case up = "up_proj"
    case down = "down_proj"

    var ggufName: String {
        switch self {
        case .query: "attn_q"
        case .key: "attn_k"
        case .value: "attn_v"
        case .attentionOutput: "attn_output"
        case .gate: "ffn_gate"
        case .up: "ffn_up"
        case .down: "ffn_down"
        }
    }

    /// Within a layer of transformers' Llama.
    var modulePath: String {
        switch self {
        case .query, .key, .value, .attentionOutput: "self_attn.\(rawValue)"
        case .gate, .up, .down: "mlp.\(rawValue)"
        }
    }

    func inputs(_ shape: DecoderShape) -> Int {
        switch self {
        case .query, .key, .value, .gate, .up: shape.width
        case .attentionOutput: shape.queryWidth
        case .down: shape.feedForward
        }
    }

    func outputs(_ shape: DecoderShape) -> Int {
        switch self {
        case .query: shape.queryWidth
        case .key, .value: shape.keyWidth
        case .gate, .up: shape.feedForward
        case .attentionOutput, .down: shape.width
        }
    }
}
