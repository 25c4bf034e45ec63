/// One layer of an encoder, or of a decoder when it has cross attention. Norms come after (post-LN), as in BERT and BART.
struct TransformerLayer: Sendable {
    let attention: Attention
    let crossAttention: Attention?
    let feedForward: FeedForward

    /// `kept` names one row per sequence when nothing but these is needed afterwards.
    func apply(
        to states: inout HiddenStates, batch: PackedBatch, memory: Rows? = nil, keeping kept: [Int]? = nil,
        in workspace: inout Workspace
    ) {
        attention.selfAttend(&states, batch: batch, keeping: kept, in: &workspace)
        if let crossAttention, let memory {
            crossAttention.crossAttend(
                &states, batch: batch, memory: memory, oneRowEach: kept != nil, in: &workspace)
        }
        feedForward.apply(to: &states, in: &workspace)
    }
}
