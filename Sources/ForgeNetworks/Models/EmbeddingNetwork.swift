import CForgeKernels

/// How a text's vector is made of its tokens' ones.
enum Pooling: Sendable {
    case mean
    /// The first token's vector.
    case first
}

/// An encoder whose pooled, normalised states are a text's vector.
struct EmbeddingNetwork: Network {
    let encoder: EncoderStack
    let pooling: Pooling

    var outputs: Int { encoder.width }
    var vocabulary: Int { encoder.embeddings.words.rows }
    var tokenTypes: Int { encoder.embeddings.types?.rows ?? 1 }
    var positions: Int { encoder.embeddings.positions.rows - encoder.embeddings.positionOffset }

    func run(_ batch: PackedBatch, in workspace: inout Workspace) -> [[Float]] {
        let states = encoder.run(batch, firstTokensOnly: pooling == .first, in: &workspace)
        return batch.sequences.indices.map { index in
            let range = pooling == .first ? index..<index + 1 : batch.range(index)
            return Array(unsafeUninitializedCapacity: outputs) { vector, count in
                forge_mean_rows(
                    vector.baseAddress, states.x.floats + range.lowerBound * states.x.stride, range.count,
                    states.x.stride, outputs)
                forge_unit_length(vector.baseAddress, outputs)
                count = outputs
            }
        }
    }
}
