import CForgeKernels
import ForgeNetworks

/// middle [T, H] = x + W_o · attention(norm(x)), forward and backward.
struct AttentionBlock {
    let shape: DecoderShape
    let layer: FrozenDecoder.Layer
    let rotary: RotaryTable
    let layout: PassLayout
    let lora: LoraPass?
    /// This layer's slots of the adapter.
    let slots: Range<Int>
    let memory: PassMemory

    private func offset(_ projection: Projection) -> Int {
        switch projection {
        case .key: shape.queryWidth
        case .value: shape.queryWidth + shape.keyWidth
        default: 0
        }
    }

    private func norm(_ state: PassMemory.Layer, y: Matrix) -> forge_rms {
        forge_rms(
            rows: layout.rows, width: shape.width, x: state.x.base, x_stride: state.x.stride,
            gain: layer.attentionNorm.floats, epsilon: shape.epsilon, y: y.base, y_stride: y.stride,
            scales: state.attentionScales)
    }

    func apply(_ state: PassMemory.Layer) {
        let rows = layout.rows, qkv = state.queryKeyValue
        var rms = norm(state, y: memory.normed)
        forge_rms_normalize(Kernels.path, &rms)
        layer.queryKeyValue.apply(memory.normed, rows: rows, into: qkv)
        lora?.eachSlot(in: slots, of: [.query, .key, .value]) { lora, slot, projection in
            lora.apply(
                slot, to: memory.normed, rows: rows, low: state.low[slot - slots.lowerBound],
                into: qkv.from(column: offset(projection)))
        }
        turn(qkv, inverse: false)
        for branch in layout.branches {
            var attention = attention(branch, state)
            forge_branch_forward(Kernels.path, &attention)
        }
        layer.attentionOutput.apply(state.mixed, rows: rows, into: state.middle, adding: state.x)
        lora?.eachSlot(in: slots, of: [.attentionOutput]) { lora, slot, _ in
            lora.apply(
                slot, to: state.mixed, rows: rows, low: state.low[slot - slots.lowerBound], into: state.middle)
        }
    }

    /// `back.d` holds the gradient of `middle` before and that of x afterwards.
    ///
    /// - Parameter isLowest: nothing below learns, so x needs no gradient.
    func applyBackward(
        _ state: PassMemory.Layer, _ back: PassMemory.Backward, gradient: UnsafeMutablePointer<Float>, isLowest: Bool
    ) {
        let rows = layout.rows
        layer.attentionOutput.applyBackward(back.d, rows: rows, into: back.dMixed)
        lora?.eachSlot(in: slots, of: [.attentionOutput]) { lora, slot, _ in
            lora.applyBackward(
                slot, to: state.mixed, rows: rows, low: state.low[slot - slots.lowerBound], dy: back.d,
                dLow: back.dLow, into: back.dMixed, gradient: gradient)
        }
        let d = back.dQueryKeyValue
        d.clear(rows: rows)
        for branch in layout.branches {
            var attention = attention(branch, state)
            forge_branch_backward(
                Kernels.path, &attention, back.dMixed.base, d.base, d.base + shape.queryWidth,
                d.base + shape.queryWidth + shape.keyWidth)
        }
        turn(d, inverse: true)
        var rms = norm(state, y: memory.normed)
        forge_rms_normalize(Kernels.path, &rms)
        if !isLowest { layer.queryKeyValue.applyBackward(d, rows: rows, into: back.dNormed) }
        lora?.eachSlot(in: slots, of: [.query, .key, .value]) { lora, slot, projection in
            lora.applyBackward(
                slot, to: memory.normed, rows: rows, low: state.low[slot - slots.lowerBound],
                dy: d.from(column: offset(projection)), dLow: back.dLow, into: isLowest ? nil : back.dNormed,
                gradient: gradient)
        }
        guard !isLowest else { return }
        rms = norm(state, y: back.dNormed)
        forge_rms_backward(Kernels.path, &rms, back.d.base, back.d.stride)
    }

    private func turn(_ qkv: Matrix, inverse: Bool) {
        rotary.turn(
            qkv, heads: shape.heads + shape.keyHeads, headSize: shape.headSize, positions: layout.positions,
            inverse: inverse)
    }

    private func attention(_ branch: PassLayout.Branch, _ state: PassMemory.Layer) -> forge_branch {
        let q = state.queryKeyValue.base
        return forge_branch(
            heads: shape.heads, key_heads: shape.keyHeads, head_size: shape.headSize, prefix: branch.prefix,
            first: branch.first, count: branch.count, q: q, k: q + shape.queryWidth,
            v: q + shape.queryWidth + shape.keyWidth, stride: state.queryKeyValue.stride, out: state.mixed.base,
            out_stride: state.mixed.stride, log_sums: state.logSums, scratch: memory.attentionScratch)
    }
}
