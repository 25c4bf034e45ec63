import CForgeKernels

/// Multi-head attention with its residual and LayerNorm: x = LayerNorm(x + W_o · attention(x)).
struct Attention: Sendable {
    /// Queries, keys and values [3H, H] of self attention; queries [H, H] alone of cross attention.
    let projection: Linear
    /// Keys and values [2H, H] of what cross attention looks at.
    let memoryProjection: Linear?
    let output: Linear
    let norm: Normalization
    let heads: Int
    let causal: Bool

    var width: Int { output.outputs }
    var headSize: Int { width / heads }

    /// Which rows of each sequence go on: all, or only one (what a classifier reads, in its last layer).
    typealias KeptRows = [Int]?

    func selfAttend(
        _ states: inout HiddenStates, batch: PackedBatch, keeping kept: KeptRows, in workspace: inout Workspace
    ) {
        let qkv = workspace.rows(.qkv, states.rows, width: 3 * width)
        projection.apply(to: states.input, rows: states.rows, into: qkv)
        let rows = kept?.count ?? states.rows
        let context = workspace.rows(.context, rows, width: width, output.precision)
        for sequence in batch.sequences.indices {
            let range = batch.range(sequence)
            // A causal query among all keys is right only as the last one: then it sees every key.
            let queries = kept.map { $0[sequence]..<$0[sequence] + 1 } ?? range
            let seen = causal ? range.lowerBound..<queries.upperBound : range
            attend(
                queries: qkv.from(row: queries.lowerBound), count: queries.count,
                keys: qkv.from(row: seen.lowerBound, column: width),
                values: qkv.from(row: seen.lowerBound, column: 2 * width), keyCount: seen.count,
                causal: causal && kept == nil, into: context.from(row: kept == nil ? range.lowerBound : sequence),
                in: &workspace)
        }
        if let kept { states.keep(kept, width: width) }
        finish(context, &states)
    }

    /// Looks at the rows of `memory` [T, H] that belong to the same sequence.
    func crossAttend(
        _ states: inout HiddenStates, batch: PackedBatch, memory: Rows, oneRowEach: Bool,
        in workspace: inout Workspace
    ) {
        guard let memoryProjection else {
            preconditionFailure("cross attention was loaded without its memory's weights")
        }
        // Queries [T, H] stand before keys and values [T, 2H] in one slot, in rows of their own.
        let q = workspace.rows(.hidden, states.rows, width: width)
        let kv = workspace.rows(.qkv, batch.tokens, width: 2 * width)
        projection.apply(to: states.input, rows: states.rows, into: q)
        memoryProjection.apply(to: memory, rows: batch.tokens, into: kv)
        let context = workspace.rows(.context, states.rows, width: width, output.precision)
        for sequence in batch.sequences.indices {
            let range = batch.range(sequence)
            let queries = oneRowEach ? sequence..<sequence + 1 : range
            attend(
                queries: q.from(row: queries.lowerBound), count: queries.count, keys: kv.from(row: range.lowerBound),
                values: kv.from(row: range.lowerBound, column: width), keyCount: range.count, causal: false,
                into: context.from(row: queries.lowerBound), in: &workspace)
        }
        finish(context, &states)
    }

    private func finish(_ context: Rows, _ states: inout HiddenStates) {
        output.apply(to: context, rows: states.rows, into: states.x, adding: states.x)
        norm.apply(to: states.x, copy: states.input, rows: states.rows, width: width)
    }

    private func attend(
        queries: Rows, count: Int, keys: Rows, values: Rows, keyCount: Int, causal: Bool, into context: Rows,
        in workspace: inout Workspace
    ) {
        var attention = forge_attention(
            heads: heads, head_size: headSize, queries: count, keys: keyCount, q: queries.floats, k: keys.floats,
            v: values.floats, q_stride: queries.stride, k_stride: keys.stride, v_stride: values.stride,
            causal: causal, out_number: context.precision.number, out: context.base, out_stride: context.stride,
            scratch: workspace.attentionScratch(keys: keyCount, headSize: headSize))
        forge_attend(Kernels.path, &attention)
    }
}
