import CForgeKernels
import ForgeNetworks

/// An adapter on the products of one pass: y += s · B A drop(x), and back.
struct LoraPass {
    let matrices: LoraMatrices
    /// Nil outside of training.
    let dropSeed: UInt64?
    let dropped: Matrix?

    /// The adapter's places of these projections among a layer's slots.
    func eachSlot(
        in slots: Range<Int>, of projections: [Projection], _ body: (LoraPass, Int, Projection) -> Void
    ) {
        for slot in slots where projections.contains(matrices.plan.slots[slot].projection) {
            body(self, slot, matrices.plan.slots[slot].projection)
        }
    }

    private var rank: Int { matrices.plan.config.rank }

    /// y [T, N] += low · Bᵀ with low [T, R'] = s · drop(x) Aᵀ, which is kept.
    func apply(_ slot: Int, to x: Matrix, rows: Int, low: Matrix, into y: Matrix) {
        let place = matrices.plan.slots[slot]
        PlainProduct.apply(
            rows: rows, columns: matrices.paddedRank, depth: place.inputs, drop(x, slot, rows), matrices.turnedA(slot),
            into: low)
        PlainProduct.apply(
            rows: rows, columns: place.outputs, depth: rank, low, matrices.b(slot), into: y, adds: true)
    }

    /// dBᵀ [rank, N] = lowᵀ dy;  dLow [T, R'] = s · dy B;  dA [rank, K] = dLowᵀ drop(x);  dx [T, K] += drop(dLow A).
    ///
    /// - Parameter dx: nil where nothing lies below that learns.
    func applyBackward(
        _ slot: Int, to x: Matrix, rows: Int, low: Matrix, dy: Matrix, dLow: Matrix, into dx: Matrix?,
        gradient: UnsafeMutablePointer<Float>
    ) {
        let place = matrices.plan.slots[slot]
        let dB = Matrix(base: gradient + place.b, stride: place.outputs)
        let dA = Matrix(base: gradient + place.a, stride: place.inputs)
        PlainProduct.apply(rows: rank, columns: place.outputs, depth: rows, low, transposed: true, dy, into: dB)
        PlainProduct.apply(
            rows: rows, columns: matrices.paddedRank, depth: place.outputs, dy, matrices.turnedB(slot), into: dLow)
        PlainProduct.apply(
            rows: rank, columns: place.inputs, depth: rows, dLow, transposed: true, drop(x, slot, rows), into: dA)
        guard let dx else { return }
        guard dropSeed != nil, let dropped else {
            PlainProduct.apply(
                rows: rows, columns: place.inputs, depth: rank, dLow, matrices.a(slot), into: dx, adds: true)
            return
        }
        PlainProduct.apply(rows: rows, columns: place.inputs, depth: rank, dLow, matrices.a(slot), into: dropped)
        let kept = drop(dropped, slot, rows)
        for row in 0..<rows { forge_add_scaled(dx.row(row), kept.row(row), 1, place.inputs) }
    }

    /// x itself, or a copy of it with some numbers dropped: the same ones forward and backward.
    private func drop(_ x: Matrix, _ slot: Int, _ rows: Int) -> Matrix {
        guard let dropSeed, let dropped else { return x }
        forge_drop(
            rows, matrices.plan.slots[slot].inputs, x.base, x.stride, dropped.base, dropped.stride,
            dropSeed &+ UInt64(slot) &* 0xD1B5_4A32_D192_ED03, matrices.plan.config.dropout)
        return dropped
    }
}
