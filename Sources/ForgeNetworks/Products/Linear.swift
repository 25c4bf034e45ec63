package import CForgeKernels

/// A product with fixed weights, y [T, N] = activation(x [T, K] · Wᵀ + b) + residual: the one place that multiplies.
package struct Linear: Sendable {
    let inputs: Int
    let outputs: Int
    let precision: Precision
    private let weights: Memory
    private let bias: Memory

    init(inputs: Int, outputs: Int, precision: Precision) {
        self.inputs = inputs
        self.outputs = outputs
        self.precision = precision
        weights = Memory(zeroedBytes: forge_packed_bytes(precision.number, outputs, inputs))
        let panels = (outputs + Int(FORGE_PANEL) - 1) / Int(FORGE_PANEL)
        bias = Memory(zeroedBytes: panels * Int(FORGE_PANEL) * MemoryLayout<Float>.size)
    }

    func pack(_ source: UnsafeRawBufferPointer, _ number: forge_number, first: Int, count: Int) {
        forge_pack(precision.number, weights.base, first, count, inputs, source.baseAddress, number)
    }

    func setBias(_ source: UnsafeRawBufferPointer, _ number: forge_number, first: Int, count: Int) {
        forge_convert(bias.floats + first, FORGE_FLOAT32, source.baseAddress, number, count)
    }

    /// Computes `rows` rows of `x` into `y`. `residual` is in float32 and may be `y` itself.
    func apply(
        to x: Rows, rows: Int, into y: Rows, activation: Activation = .none, adding residual: Rows? = nil,
        on path: forge_path = Kernels.path
    ) {
        var product = forge_product(
            rows: rows, outputs: outputs, inputs: inputs, number: precision.number, a: x.base, a_stride: x.stride,
            packed: weights.base, bias: bias.floats, activation: activation.kernel,
            residual: residual.map { UnsafePointer($0.floats) }, residual_stride: residual?.stride ?? 0,
            c_number: y.precision.number, c: y.base, c_stride: y.stride)
        forge_multiply(path, &product)
    }
}

/// The kernels of this processor.
package enum Kernels {
    package static let path = forge_best_path()
}
