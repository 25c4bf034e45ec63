import CForgeKernels
import ForgeNetworks

/// next [T, H] = middle + W_down · (silu(W_gate n) · W_up n) with n = norm(middle), forward and backward.
struct FeedForwardBlock {
    let shape: DecoderShape
    let layer: FrozenDecoder.Layer
    let layout: PassLayout
    let lora: LoraPass?
    /// This layer's slots of the adapter.
    let slots: Range<Int>
    let memory: PassMemory

    private var adaptsGateOrUp: Bool {
        lora.map { !$0.matrices.plan.config.targets.filter { $0 == .gate || $0 == .up }.isEmpty } ?? false
    }

    private func norm(_ state: PassMemory.Layer, y: Matrix) -> forge_rms {
        forge_rms(
            rows: layout.rows, width: shape.width, x: state.middle.base, x_stride: state.middle.stride,
            gain: layer.feedForwardNorm.floats, epsilon: shape.epsilon, y: y.base, y_stride: y.stride,
            scales: state.feedForwardScales)
    }

    private func gate(_ state: PassMemory.Layer) {
        forge_gate(
            Kernels.path, layout.rows, shape.feedForward, state.gateUp.base, state.gateUp.stride, memory.act.base,
            memory.act.stride)
    }

    func apply(_ state: PassMemory.Layer, into next: Matrix) {
        let rows = layout.rows
        var rms = norm(state, y: memory.normed)
        forge_rms_normalize(Kernels.path, &rms)
        layer.gateUp.apply(memory.normed, rows: rows, into: state.gateUp)
        lora?.eachSlot(in: slots, of: [.gate, .up]) { lora, slot, projection in
            lora.apply(
                slot, to: memory.normed, rows: rows, low: state.low[slot - slots.lowerBound],
                into: state.gateUp.from(column: projection == .up ? shape.feedForward : 0))
        }
        gate(state)
        layer.down.apply(memory.act, rows: rows, into: next, adding: state.middle)
        lora?.eachSlot(in: slots, of: [.down]) { lora, slot, _ in
            lora.apply(slot, to: memory.act, rows: rows, low: state.low[slot - slots.lowerBound], into: next)
        }
    }

    /// `back.d` holds the gradient of what `apply` wrote before and that of `middle` afterwards.
    func applyBackward(
        _ state: PassMemory.Layer, _ back: PassMemory.Backward, gradient: UnsafeMutablePointer<Float>
    ) {
        let rows = layout.rows
        layer.down.applyBackward(back.d, rows: rows, into: back.dAct)
        lora?.eachSlot(in: slots, of: [.down]) { lora, slot, _ in
            gate(state)
            lora.applyBackward(
                slot, to: memory.act, rows: rows, low: state.low[slot - slots.lowerBound], dy: back.d,
                dLow: back.dLow, into: back.dAct, gradient: gradient)
        }
        forge_gate_backward(
            Kernels.path, rows, shape.feedForward, state.gateUp.base, state.gateUp.stride, back.dAct.base,
            back.dAct.stride, back.dGateUp.base, back.dGateUp.stride)
        layer.gateUp.applyBackward(back.dGateUp, rows: rows, into: back.dNormed)
        if adaptsGateOrUp {
            var rms = norm(state, y: memory.normed)
            forge_rms_normalize(Kernels.path, &rms)
            lora?.eachSlot(in: slots, of: [.gate, .up]) { lora, slot, projection in
                lora.applyBackward(
                    slot, to: memory.normed, rows: rows, low: state.low[slot - slots.lowerBound],
                    dy: back.dGateUp.from(column: projection == .up ? shape.feedForward : 0), dLow: back.dLow,
                    into: back.dNormed, gradient: gradient)
            }
        }
        var rms = norm(state, y: back.dNormed)
        forge_rms_backward(Kernels.path, &rms, back.d.base, back.d.stride)
    }
}
