import CForgeKernels

/// LayerNorm: every row to mean 0 and variance 1, then gain and bias.
struct Normalization: Sendable {
    let gain: Memory
    let bias: Memory
    let epsilon: Float

    /// Normalises rows [T, H] in place; the products' copy of them is written along where they have another precision.
    func apply(to x: Rows, copy: Rows, rows: Int, width: Int) {
        var normalization = forge_normalization(
            rows: rows, width: width, x: x.floats, stride: x.stride, gain: gain.floats, bias: bias.floats,
            epsilon: epsilon,
            copy: copy.precision == .bfloat16 ? copy.base.assumingMemoryBound(to: UInt16.self) : nil,
            copy_stride: copy.stride)
        forge_normalize(Kernels.path, &normalization)
    }
}
