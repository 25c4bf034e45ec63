import ForgeNetworks

/// The decoder on one layout, forward and then backward: one thread's work on one pair.
struct DecoderPass {
    let decoder: FrozenDecoder
    let layout: PassLayout
    let lora: LoraPass?
    let memory: PassMemory

    /// - Parameters:
    ///   - keeps: keep what the way back needs.
    ///   - dropSeed: nil for no dropout.
    init(
        _ decoder: FrozenDecoder, _ layout: PassLayout, adapter: LoraMatrices?, dropSeed: UInt64? = nil, keeps: Bool,
        in arena: inout Arena
    ) {
        self.decoder = decoder
        self.layout = layout
        let plan = adapter?.plan, rank = adapter?.paddedRank ?? 0
        arena.reset(floats: PassMemory.floats(layout, decoder.shape, lora: plan, paddedRank: rank, keeps: keeps))
        let memory = PassMemory(&arena, layout, decoder.shape, lora: plan, paddedRank: rank, keeps: keeps)
        self.memory = memory
        lora = adapter.map {
            LoraPass(
                matrices: $0, dropSeed: $0.plan.config.dropout > 0 ? dropSeed : nil, dropped: memory.dropped)
        }
    }

    private func slots(_ layer: Int) -> Range<Int> { lora?.matrices.plan.indices(layer: layer) ?? 0..<0 }

    private func attention(_ index: Int) -> AttentionBlock {
        AttentionBlock(
            shape: decoder.shape, layer: decoder.layers[index], rotary: decoder.rotary, layout: layout, lora: lora,
            slots: slots(index), memory: memory)
    }

    private func feedForward(_ index: Int) -> FeedForwardBlock {
        FeedForwardBlock(
            shape: decoder.shape, layer: decoder.layers[index], layout: layout, lora: lora, slots: slots(index),
            memory: memory)
    }

    private var head: OutputHead {
        OutputHead(
            shape: decoder.shape, words: decoder.embedding, norm: decoder.outputNorm, layout: layout, memory: memory)
    }

    private func state(_ layer: Int) -> PassMemory.Layer { memory.layers[layer % memory.layers.count] }

    /// log p of every prediction, in order.
    func forward(inspect: ((_ logits: Matrix, _ first: Int, _ count: Int) -> Void)? = nil) -> [Double] {
        let words = Matrix(base: decoder.embedding.rows.floats, stride: decoder.shape.width)
        for (row, token) in layout.tokens.enumerated() {
            state(0).x.row(row).update(from: words.row(Int(token)), count: decoder.shape.width)
        }
        for index in decoder.layers.indices {
            let isLast = index == decoder.layers.count - 1
            attention(index).apply(state(index))
            feedForward(index).apply(state(index), into: isLast ? memory.last : state(index + 1).x)
        }
        return head.apply(inspect: inspect)
    }

    /// Sets `gradient` to that of first · Σ log p of the first completion + second · Σ log p of the second.
    ///
    /// - Precondition: `forward` ran before, and the pass keeps what this needs.
    func backward(first: Float, second: Float, into gradient: UnsafeMutablePointer<Float>) {
        guard let back = memory.back else { preconditionFailure("a pass without gradients") }
        head.applyBackward(back, first: first, second: second)
        for index in decoder.layers.indices.reversed() {
            feedForward(index).applyBackward(state(index), back, gradient: gradient)
            attention(index).applyBackward(state(index), back, gradient: gradient, isLowest: index == 0)
        }
    }
}
