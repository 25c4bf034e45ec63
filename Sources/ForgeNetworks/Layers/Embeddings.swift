import CForgeKernels

/// Sums of a token's word, position and (BERT) type vectors, normalised.
struct Embeddings: Sendable {
    let words: EmbeddingTable
    let positions: EmbeddingTable
    /// Nil where a model has no types (BART).
    let types: EmbeddingTable?
    /// The row of position 0: RoBERTa and BART keep their first two rows for padding.
    let positionOffset: Int
    /// √H where the model scales its word vectors, otherwise 1.
    let scale: Float
    let norm: Normalization

    /// `ids` [T] in place of the batch's own for a decoder.
    func apply(_ batch: PackedBatch, ids: [Int32]? = nil, to states: HiddenStates) {
        let width = words.width
        for (index, sequence) in batch.sequences.enumerated() {
            for (position, row) in batch.range(index).enumerated() {
                let x = states.x.floats + row * states.x.stride
                x.update(repeating: 0, count: width)
                words.add(Int(ids?[row] ?? sequence.ids[position]), to: x)
                if scale != 1 { for i in 0..<width { x[i] *= scale } }
                positions.add(position + positionOffset, to: x)
                types?.add(Int(sequence.types[position]), to: x)
            }
        }
        norm.apply(to: states.x, copy: states.input, rows: states.rows, width: width)
    }
}
