/// Embeddings and layers of a BERT, RoBERTa or BART encoder.
struct EncoderStack: Sendable {
    let embeddings: Embeddings
    let layers: [TransformerLayer]
    let precision: Precision

    var width: Int { embeddings.words.width }

    /// Hidden states [T, H], or of the first token of each sequence only.
    func run(_ batch: PackedBatch, firstTokensOnly: Bool = false, in workspace: inout Workspace) -> HiddenStates {
        var states = HiddenStates(&workspace, rows: batch.tokens, width: width, precision)
        embeddings.apply(batch, to: states)
        for (index, layer) in layers.enumerated() {
            let isLast = index == layers.count - 1
            let kept = firstTokensOnly && isLast ? batch.sequences.indices.map { batch.offsets[$0] } : nil
            layer.apply(to: &states, batch: batch, keeping: kept, in: &workspace)
        }
        return states
    }
}
