import CForgeKernels

/// All numbers of one pass, taken from an arena at once. Letters: T rows, H width, Q and KV the widths of queries and
/// keys, F feed-forward, R' the padded rank, M predictions, V words.
struct PassMemory {
    /// What a layer keeps for the way back. Norms and the gated product are computed again instead.
    struct Layer {
        /// [T, H] before the layer, and between attention and feed-forward.
        let x: Matrix
        let middle: Matrix
        /// [T, Q + 2 KV], turned.
        let queryKeyValue: Matrix
        /// [T, Q] and the log sums [T, heads] of its softmax.
        let mixed: Matrix
        let logSums: UnsafeMutablePointer<Float>
        /// [T, 2 F]
        let gateUp: Matrix
        /// [T] each.
        let attentionScales: UnsafeMutablePointer<Float>
        let feedForwardScales: UnsafeMutablePointer<Float>
        /// [T, R'] per slot of the layer: s · A x.
        let low: [Matrix]
    }

    /// One per layer, or two in turn when nothing is kept.
    let layers: [Layer]
    /// [T, H] after the last layer.
    let last: Matrix
    // Of the layer that is computed.
    let normed: Matrix
    let act: Matrix
    let attentionScratch: UnsafeMutablePointer<Float>
    let dropped: Matrix?
    let head: Head
    /// Only with gradients.
    let back: Backward?

    struct Head {
        static let chunk = 96
        /// [M, H]: hidden states of the predicting rows, and normed.
        let x: Matrix
        let normed: Matrix
        let scales: UnsafeMutablePointer<Float>
        /// [chunk, V]
        let logits: Matrix
        /// [M, H]: gradients of the log-probabilities by `normed`.
        let gradient: Matrix?
    }

    struct Backward {
        /// [T, H]
        let d: Matrix
        let dNormed: Matrix
        /// [T, F], [T, 2 F], [T, Q], [T, Q + 2 KV], [T, R']
        let dAct: Matrix
        let dGateUp: Matrix
        let dMixed: Matrix
        let dQueryKeyValue: Matrix
        let dLow: Matrix
    }

    init(
        _ arena: inout Arena, _ layout: PassLayout, _ shape: DecoderShape, lora: LoraPlan?, paddedRank: Int,
        keeps: Bool
    ) {
        let rows = layout.rows
        let qkv = shape.queryWidth + 2 * shape.keyWidth
        let slots = lora.map { $0.indices(layer: 0).count } ?? 0
        layers = (0..<(keeps ? shape.layers : 2)).map { _ in
            Layer(
                x: arena.matrix(rows: rows, width: shape.width), middle: arena.matrix(rows: rows, width: shape.width),
                queryKeyValue: arena.matrix(rows: rows, width: qkv),
                mixed: arena.matrix(rows: rows, width: shape.queryWidth), logSums: arena.floats(rows * shape.heads),
                gateUp: arena.matrix(rows: rows, width: 2 * shape.feedForward),
                attentionScales: arena.floats(rows), feedForwardScales: arena.floats(rows),
                low: (0..<slots).map { _ in arena.matrix(rows: rows, width: paddedRank) })
        }
        last = arena.matrix(rows: rows, width: shape.width)
        normed = arena.matrix(rows: rows, width: shape.width)
        act = arena.matrix(rows: rows, width: shape.feedForward)
        attentionScratch = arena.floats(forge_branch_scratch(layout.mostKeys, shape.headSize))
        let drops = (lora?.config.dropout ?? 0) > 0
        let widest = max(shape.width, shape.queryWidth, shape.feedForward)
        dropped = drops ? arena.matrix(rows: rows, width: widest) : nil
        head = Self.head(&arena, layout, shape, keeps: keeps)
        back = keeps ? Self.backward(&arena, rows: rows, shape, paddedRank: paddedRank) : nil
    }

    private static func head(_ arena: inout Arena, _ layout: PassLayout, _ shape: DecoderShape, keeps: Bool) -> Head {
        let count = layout.predictions.count
        return Head(
            x: arena.matrix(rows: count, width: shape.width), normed: arena.matrix(rows: count, width: shape.width),
            scales: arena.floats(count), logits: arena.matrix(rows: min(count, Head.chunk), width: shape.words),
            gradient: keeps ? arena.matrix(rows: count, width: shape.width) : nil)
    }

    private static func backward(
        _ arena: inout Arena, rows: Int, _ shape: DecoderShape, paddedRank: Int
    ) -> Backward {
        Backward(
            d: arena.matrix(rows: rows, width: shape.width), dNormed: arena.matrix(rows: rows, width: shape.width),
            dAct: arena.matrix(rows: rows, width: shape.feedForward),
            dGateUp: arena.matrix(rows: rows, width: 2 * shape.feedForward),
            dMixed: arena.matrix(rows: rows, width: shape.queryWidth),
            dQueryKeyValue: arena.matrix(rows: rows, width: shape.queryWidth + 2 * shape.keyWidth),
            dLow: arena.matrix(rows: rows, width: paddedRank))
    }

    /// Numbers that a pass takes.
    static func floats(
        _ layout: PassLayout, _ shape: DecoderShape, lora: LoraPlan?, paddedRank: Int, keeps: Bool
    ) -> Int {
        var arena = Arena(measuring: true)
        _ = PassMemory(&arena, layout, shape, lora: lora, paddedRank: paddedRank, keeps: keeps)
        return arena.used
    }
}
