import CForgeKernels
import Foundation
import Testing

@testable import ForgeNetworks

/// Every path that this processor has, against sums in double precision.
@Suite struct KernelTests {
    static let paths = (0...3).map { forge_path(rawValue: $0) }.filter { forge_path_available($0) }

    /// Rows and outputs around the tiles' sizes, inputs around the vectors'.
    static let shapes = [
        (1, 1, 2), (2, 3, 32), (5, 32, 18), (11, 33, 64), (12, 64, 34), (13, 100, 96), (131, 96, 1536),
    ]

    @Test("products equal plain sums", arguments: paths, shapes)
    func products(path: forge_path, shape: (rows: Int, outputs: Int, inputs: Int)) {
        let precisions: [Precision] = path == FORGE_PATH_AVX512_BF16 ? [.float32, .bfloat16] : [.float32]
        for precision in precisions {
            var numbers = Numbers()
            let (rows, outputs, inputs) = shape
            let (x, w) = (numbers.next(rows * inputs), numbers.next(outputs * inputs))
            let (bias, residual) = (numbers.next(outputs), numbers.next(rows * outputs))
            let linear = Linear(inputs: inputs, outputs: outputs, precision: precision)
            w.withUnsafeBytes { linear.pack($0, FORGE_FLOAT32, first: 0, count: outputs) }
            bias.withUnsafeBytes { linear.setBias($0, FORGE_FLOAT32, first: 0, count: outputs) }
            var workspace = Workspace()
            let a = workspace.rows(.x, rows, width: inputs, precision)
            fill(a, x, rows: rows, width: inputs)
            let added = workspace.rows(.hidden, rows, width: outputs)
            fill(added, residual, rows: rows, width: outputs)
            let y = workspace.rows(.output, rows, width: outputs)
            linear.apply(to: a, rows: rows, into: y, activation: .relu, adding: added, on: path)
            var largest = 0.0
            for row in 0..<rows {
                for output in 0..<outputs {
                    var sum = Double(bias[output])
                    for i in 0..<inputs {
                        sum += precision.rounded(x[row * inputs + i]) * precision.rounded(w[output * inputs + i])
                    }
                    let expected = max(0, sum) + Double(residual[row * outputs + output])
                    largest = max(largest, abs(Double(y.floats[row * y.stride + output]) - expected))
                }
            }
            #expect(largest < 1e-5 + 5e-8 * Double(inputs))
        }
    }

    @Test("weights packed in parts equal weights packed at once", arguments: Precision.allCases.filter(\.isAvailable))
    func partialPacking(precision: Precision) {
        var numbers = Numbers()
        let w = numbers.next(40 * 6)
        let (whole, parts) = (
            Linear(inputs: 6, outputs: 40, precision: precision), Linear(inputs: 6, outputs: 40, precision: precision)
        )
        w.withUnsafeBytes { whole.pack($0, FORGE_FLOAT32, first: 0, count: 40) }
        for first in stride(from: 0, to: 40, by: 8) {
            Array(w[first * 6..<(first + 8) * 6]).withUnsafeBytes {
                parts.pack($0, FORGE_FLOAT32, first: first, count: 8)
            }
        }
        var workspace = Workspace()
        let a = workspace.rows(.x, 3, width: 6, precision)
        fill(a, numbers.next(18), rows: 3, width: 6)
        let (y, z) = (workspace.rows(.output, 3, width: 40), workspace.rows(.hidden, 3, width: 40))
        whole.apply(to: a, rows: 3, into: y)
        parts.apply(to: a, rows: 3, into: z)
        for row in 0..<3 {
            let (first, second) = (y.from(row: row).floats, z.from(row: row).floats)
            #expect((0..<40).allSatisfy { first[$0] == second[$0] })
        }
    }

    @Test("activations equal their definitions", arguments: paths, [Activation.gelu, .geluTanh, .relu, .tanh])
    func activations(path: forge_path, activation: Activation) {
        // One input, weight 1: the product hands its input to the activation.
        let linear = Linear(inputs: 2, outputs: 1, precision: .float32)
        [Float(1), 0].withUnsafeBytes { linear.pack($0, FORGE_FLOAT32, first: 0, count: 1) }
        let values = stride(from: Float(-12), through: 12, by: 0.01).map { $0 } + [0, -100, 100, 1e-6, 3e38, -3e38]
        var workspace = Workspace()
        let a = workspace.rows(.x, values.count, width: 2)
        fill(a, values.flatMap { [$0, 0] }, rows: values.count, width: 2)
        let y = workspace.rows(.output, values.count, width: 1)
        linear.apply(to: a, rows: values.count, into: y, activation: activation, on: path)
        var wrong: [Double] = []
        for (row, value) in values.enumerated() {
            let x = Double(value)
            let expected =
                switch activation {
                case .none: x
                case .gelu: x * 0.5 * erfc(-x / 2.0.squareRoot())
                case .geluTanh: x * 0.5 * (1 + tanh((2 / Double.pi).squareRoot() * (x + 0.044715 * x * x * x)))
                case .relu: max(0, x)
                case .tanh: tanh(x)
                }
            let got = Double(y.floats[row * y.stride])
            if abs(got - expected) > 4e-7 * max(1, abs(expected)) { wrong.append(x) }
        }
        #expect(wrong.isEmpty)
    }

    @Test("LayerNorm equals its definition", arguments: paths, [7, 16, 32, 100, 384])
    func normalization(path: forge_path, width: Int) {
        var numbers = Numbers()
        let (x, gain, bias) = (numbers.next(3 * width), numbers.next(width), numbers.next(width))
        var workspace = Workspace()
        let rows = workspace.rows(.x, 3, width: width)
        fill(rows, x, rows: 3, width: width)
        var normalization = forge_normalization(
            rows: 3, width: width, x: rows.floats, stride: rows.stride, gain: nil, bias: nil, epsilon: 1e-5, copy: nil,
            copy_stride: 0)
        gain.withUnsafeBufferPointer { gain in
            bias.withUnsafeBufferPointer { bias in
                normalization.gain = gain.baseAddress
                normalization.bias = bias.baseAddress
                forge_normalize(path, &normalization)
            }
        }
        for row in 0..<3 {
            let values = x[row * width..<(row + 1) * width].map(Double.init)
            let mean = values.reduce(0, +) / Double(width)
            let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(width)
            for i in 0..<width {
                let expected = (values[i] - mean) / (variance + 1e-5).squareRoot() * Double(gain[i]) + Double(bias[i])
                #expect(abs(Double(rows.floats[row * rows.stride + i]) - expected) < 5e-6)
            }
        }
    }
}

extension Precision {
    /// A number as the products of this precision see it.
    fileprivate func rounded(_ x: Float) -> Double {
        guard self == .bfloat16 else { return Double(x) }
        let bits = x.bitPattern &+ 0x7fff &+ (x.bitPattern >> 16 & 1)
        return Double(Float(bitPattern: bits & 0xffff_0000))
    }
}
