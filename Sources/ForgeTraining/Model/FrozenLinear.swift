import CForgeKernels
import ForgeNetworks

/// A product with fixed weights W [N, K], forward and backward, packed for both: y = x · Wᵀ + b and dx = dy · W.
/// The weights themselves get no gradient.
struct FrozenLinear: Sendable {
    let inputs: Int
    let outputs: Int
    private let forward: Memory
    private let backward: Memory
    private let bias: Memory

    init(inputs: Int, outputs: Int) {
        self.inputs = inputs
        self.outputs = outputs
        forward = Memory(zeroedBytes: forge_packed_bytes(FORGE_FLOAT32, outputs, inputs))
        backward = Memory(zeroedBytes: forge_packed_bytes(FORGE_FLOAT32, inputs, outputs))
        bias = Memory(zeroedBytes: (outputs + Int(FORGE_PANEL)) * MemoryLayout<Float>.size)
    }

    /// Bytes of both packings.
    static func bytes(inputs: Int, outputs: Int) -> Int {
        forge_packed_bytes(FORGE_FLOAT32, outputs, inputs) + forge_packed_bytes(FORGE_FLOAT32, inputs, outputs)
    }

    /// Sets the weights of outputs `first...`, row after row.
    func pack(_ rows: [Float], first: Int) {
        rows.withUnsafeBufferPointer { rows in
            let count = rows.count / inputs
            forge_pack(FORGE_FLOAT32, forward.base, first, count, inputs, rows.baseAddress, FORGE_FLOAT32)
            forge_pack_transposed(backward.floats, first, count, outputs, inputs, rows.baseAddress)
        }
    }

    func setBias(_ numbers: [Float], first: Int) {
        for (index, number) in numbers.enumerated() { bias.floats[first + index] = number }
    }

    /// y [T, N] = x [T, K] · Wᵀ + b, and `added` [T, N], which may be y itself.
    func apply(_ x: Matrix, rows: Int, into y: Matrix, adding added: Matrix? = nil) {
        multiply(x, rows: rows, inputs: inputs, outputs: outputs, forward, bias: bias.floats, into: y, adding: added)
    }

    /// dx [T, K] = dy [T, N] · W
    func applyBackward(_ dy: Matrix, rows: Int, into dx: Matrix) {
        multiply(dy, rows: rows, inputs: outputs, outputs: inputs, backward, bias: nil, into: dx, adding: nil)
    }

    private func multiply(
        _ x: Matrix, rows: Int, inputs: Int, outputs: Int, _ packed: Memory, bias: UnsafeMutablePointer<Float>?,
        into y: Matrix, adding added: Matrix?
    ) {
        var product = forge_product(
            rows: rows, outputs: outputs, inputs: inputs, number: FORGE_FLOAT32, a: x.base, a_stride: x.stride,
            packed: packed.base, bias: bias, activation: FORGE_ACTIVATION_NONE,
            residual: added.map { UnsafePointer($0.base) }, residual_stride: added?.stride ?? 0,
            c_number: FORGE_FLOAT32, c: y.base, c_stride: y.stride)
        forge_multiply(Kernels.path, &product)
    }
}

/// Products of matrices that change from call to call.
enum PlainProduct {
    /// c [M, N] = a [M, K] · b [K, N], or added to it; with `transposed`, a is stored as [K, M].
    static func apply(
        rows: Int, columns: Int, depth: Int, _ a: Matrix, transposed: Bool = false, _ b: Matrix, into c: Matrix,
        adds: Bool = false
    ) {
        var product = forge_plain_product(
            rows: rows, columns: columns, depth: depth, a: a.base, a_stride: a.stride, a_is_transposed: transposed,
            b: b.base, b_stride: b.stride, c: c.base, c_stride: c.stride, adds: adds)
        forge_multiply_plain(Kernels.path, &product)
    }
}
