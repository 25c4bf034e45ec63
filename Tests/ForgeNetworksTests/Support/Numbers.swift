import CForgeKernels
import ForgeCore

@testable import ForgeNetworks

/// The same numbers between -1 and 1 on every run.
struct Numbers {
    private var generator = SeededGenerator(seed: 11)

    mutating func next(_ count: Int) -> [Float] {
        (0..<count).map { _ in Float.random(in: -1...1, using: &generator) }
    }
}

/// Writes plain rows into a workspace's, in its precision.
func fill(_ rows: Rows, _ values: [Float], rows count: Int, width: Int) {
    for row in 0..<count {
        values.withUnsafeBufferPointer { values in
            forge_convert(
                rows.from(row: row).base, rows.precision.number, values.baseAddress.map { $0 + row * width },
                FORGE_FLOAT32, width)
        }
    }
}
