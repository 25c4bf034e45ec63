import CForgeKernels
import ForgeCore
package import Foundation

/// A vector file of seeded random rows of length 1, to be searched; another program may read the same file.
package struct VectorTrial: Sendable {
    package let file: URL
    private let matrix: VectorMatrix
    private let seed: UInt64

    package init(folder: URL, rows: Int, dimension: Int, seed: UInt64 = 1) throws {
        let header = VectorHeader(
            EncoderInfo(
                name: "benchmark", architecture: "random", sha256: "", dimension: dimension, maxTokens: 0,
                precision: "float32"))
        file = folder.appending(path: "benchmark-\(rows)x\(dimension)-\(seed).f32")
        self.seed = seed
        let size = VectorHeader.size + rows * dimension * MemoryLayout<Float>.size
        let found = try? file.resourceValues(forKeys: [.fileSizeKey]).fileSize
        if found != size { try Self.fill(file, header, rows: rows, seed: seed) }
        guard let matrix = try VectorMatrix(file, header: header, rows: rows) else {
            throw RetrievalError.invalid("A benchmark needs at least one vector.")
        }
        self.matrix = matrix
    }

    package var kernel: String { String(cString: forge_scan_kernel()) }

    /// Searches by this kernel from now on (`avx512`, `avx2`, `portable`, `best`); false where the machine lacks it.
    package static func use(_ kernel: String) -> Bool { forge_scan_use(kernel) == 1 }

    /// The best rows with their scores.
    package func nearest(_ query: [Float], k: Int, threads: Int) -> [(row: Int, score: Float)] {
        matrix.nearest(query, k: k, allowed: nil, threads: threads).map { ($0.row, $0.score) }
    }

    /// The `number`-th query, drawn as the rows were.
    package func query(_ number: Int) -> [Float] {
        var generator = SeededGenerator(seed: seed &+ 1_000_003 &+ UInt64(number))
        return Self.unitVector(matrix.dimension, &generator)
    }

    private static func fill(_ file: URL, _ header: VectorHeader, rows: Int, seed: UInt64) throws {
        let writer = try VectorWriter(file, header: header, rows: 0)
        var generator = SeededGenerator(seed: seed)
        let batch = 4096
        for start in stride(from: 0, to: rows, by: batch) {
            var values: [Float] = []
            values.reserveCapacity(batch * header.dimension)
            for _ in start..<min(start + batch, rows) { values += unitVector(header.dimension, &generator) }
            try writer.append(values)
        }
    }

    /// Uniform on the cube, then scaled to length 1.
    private static func unitVector(_ dimension: Int, _ generator: inout SeededGenerator) -> [Float] {
        var vector = (0..<dimension).map { _ in Float(generator.unit() - 0.5) }
        let length = vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
        for index in vector.indices { vector[index] /= length }
        return vector
    }
}
