/// A BERT or RoBERTa encoder with a head on its first token.
struct ClassifierNetwork: Network {
    let encoder: EncoderStack
    let head: ClassificationHead

    var outputs: Int { head.labels }
    var vocabulary: Int { encoder.embeddings.words.rows }
    var tokenTypes: Int { encoder.embeddings.types?.rows ?? 1 }
    var positions: Int { encoder.embeddings.positions.rows - encoder.embeddings.positionOffset }

    func run(_ batch: PackedBatch, in workspace: inout Workspace) -> [[Float]] {
        let states = encoder.run(batch, firstTokensOnly: true, in: &workspace)
        return head.apply(to: states, in: &workspace)
    }
}
