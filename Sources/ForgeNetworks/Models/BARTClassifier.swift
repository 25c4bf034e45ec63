/// BART for classification: the decoder reads the same text, one place to the right, beside the encoder's states, and
/// its last end-of-sequence token decides (Lewis et al. 2020, section 3.1).
struct BARTClassifier: Network {
    let encoder: EncoderStack
    let decoderEmbeddings: Embeddings
    let decoderLayers: [TransformerLayer]
    let head: ClassificationHead
    let decoderStart: Int32
    let endOfSequence: Int32

    var outputs: Int { head.labels }
    var vocabulary: Int { min(encoder.embeddings.words.rows, decoderEmbeddings.words.rows) }
    var tokenTypes: Int { 1 }
    var positions: Int {
        min(
            encoder.embeddings.positions.rows - encoder.embeddings.positionOffset,
            decoderEmbeddings.positions.rows - decoderEmbeddings.positionOffset)
    }

    func run(_ batch: PackedBatch, in workspace: inout Workspace) -> [[Float]] {
        let encoded = encoder.run(batch, in: &workspace)
        let memory = copy(encoded.input, rows: encoded.rows, in: &workspace)
        var states = HiddenStates(&workspace, rows: batch.tokens, width: encoder.width, encoder.precision)
        let shifted = batch.sequences.flatMap { [decoderStart] + $0.ids.dropLast() }
        decoderEmbeddings.apply(batch, ids: shifted, to: states)
        for (index, layer) in decoderLayers.enumerated() {
            let isLast = index == decoderLayers.count - 1
            let kept = isLast ? batch.sequences.indices.map { lastEnd(of: $0, in: batch) } : nil
            layer.apply(to: &states, batch: batch, memory: memory, keeping: kept, in: &workspace)
        }
        return head.apply(to: states, in: &workspace)
    }

    /// The row of a sequence's last end token; tokenizers always end with one.
    private func lastEnd(of sequence: Int, in batch: PackedBatch) -> Int {
        let ids = batch.sequences[sequence].ids
        return batch.offsets[sequence] + (ids.lastIndex(of: endOfSequence) ?? ids.count - 1)
    }

    private func copy(_ rows: Rows, rows count: Int, in workspace: inout Workspace) -> Rows {
        let copy = workspace.rows(.memory, count, width: encoder.width, rows.precision)
        copy.base.copyMemory(from: rows.base, byteCount: count * rows.stride * rows.precision.size)
        return copy
    }
}
