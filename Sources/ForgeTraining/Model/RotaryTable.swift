import CForgeKernels
import ForgeNetworks
import Foundation

/// Cosines and sines of rotary positions, [positions, D/2] each (Su et al. 2021, "RoFormer").
struct RotaryTable: Sendable {
    let cosines: Memory
    let sines: Memory
    let positions: Int

    init(_ shape: DecoderShape, positions: Int) {
        let half = shape.headSize / 2
        self.positions = positions
        cosines = Memory(zeroedBytes: positions * half * MemoryLayout<Float>.size)
        sines = Memory(zeroedBytes: positions * half * MemoryLayout<Float>.size)
        for pair in 0..<half {
            let slow = Double(shape.ropeFactors?[pair] ?? 1)
            let frequency = pow(shape.ropeBase, -Double(2 * pair) / Double(shape.headSize)) / slow
            for position in 0..<positions {
                let angle = Double(position) * frequency
                cosines.floats[position * half + pair] = Float(cos(angle))
                sines.floats[position * half + pair] = Float(sin(angle))
            }
        }
    }

    /// Turns rows of heads in place, or turns them back.
    func turn(
        _ x: Matrix, heads: Int, headSize: Int, positions rows: [Int32], inverse: Bool = false
    ) {
        forge_rotate(rows.count, heads, headSize, x.base, x.stride, rows, cosines.floats, sines.floats, inverse)
    }
}

extension Memory {
    convenience init(_ numbers: [Float]) {
        self.init(zeroedBytes: numbers.count * MemoryLayout<Float>.size)
        floats.update(from: numbers, count: numbers.count)
    }

    /// Weights [N, K] in the kernels' panels.
    convenience init(packing rows: [Float], outputs: Int, inputs: Int) {
        self.init(zeroedBytes: forge_packed_bytes(FORGE_FLOAT32, outputs, inputs))
        forge_pack(FORGE_FLOAT32, base, 0, outputs, inputs, rows, FORGE_FLOAT32)
    }
}
