import ForgeNetworks

/// Log-probabilities and gradients of single pairs: the trainer's only way to the model.
struct PairComputer: Sendable {
    let decoder: FrozenDecoder

    /// Without gradients; with no adapter this is the reference.
    func logProbabilities(_ pair: TrainingPair, adapter: LoraMatrices?, in arena: inout Arena) -> PairLogProbabilities {
        let pass = DecoderPass(decoder, pair.layout, adapter: adapter, keeps: false, in: &arena)
        return sums(pass.forward(), pair)
    }

    struct Outcome: Sendable {
        var policy: PairLogProbabilities
        var loss: PairLoss
    }

    /// The loss and its gradient by all LoRA matrices, divided by `pairs`, the number of pairs of the step.
    func gradient(
        _ pair: TrainingPair, reference: PairLogProbabilities, loss config: LossConfig, pairs: Int,
        adapter: LoraMatrices, dropSeed: UInt64, into gradient: Memory, in arena: inout Arena
    ) -> Outcome {
        let pass = DecoderPass(
            decoder, pair.layout, adapter: adapter, dropSeed: dropSeed, keeps: true, in: &arena)
        let policy = sums(pass.forward(), pair)
        let loss = preferenceLoss(
            config, policy: policy, reference: reference, chosenTokens: pair.chosen.count,
            rejectedTokens: pair.rejected.count)
        pass.backward(
            first: Float(loss.byChosen / Double(pairs)), second: Float(loss.byRejected / Double(pairs)),
            into: gradient.floats)
        return Outcome(policy: policy, loss: loss)
    }

    private func sums(_ logProbabilities: [Double], _ pair: TrainingPair) -> PairLogProbabilities {
        PairLogProbabilities(
            chosen: logProbabilities.prefix(pair.chosen.count).reduce(0, +),
            rejected: logProbabilities.dropFirst(pair.chosen.count).reduce(0, +))
    }
}
