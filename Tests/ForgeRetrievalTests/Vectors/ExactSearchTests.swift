import ForgeRetrieval
import Foundation
import Testing

@Suite(.serialized) struct `Exact search` {
    private func dots(_ trial: VectorTrial, _ query: [Float], rows: Int, dimension: Int) throws -> [(
        row: Int, score: Double
    )] {
        let data = try Data(contentsOf: trial.file).dropFirst(4096)
        let values = data.withUnsafeBytes { Array($0.bindMemory(to: Float.self)) }
        return (0..<rows).map { row in
            (row, (0..<dimension).reduce(0.0) { $0 + Double(values[row * dimension + $1]) * Double(query[$1]) })
        }.sorted { $0.1 > $1.1 }
    }

    /// Dimensions and numbers of rows that no register divides, too.
    @Test(arguments: ["avx512", "avx2", "portable"], [(1, 3), (7, 5), (16, 64), (131, 203), (384, 1000)])
    func `Every kernel finds the nearest rows, with any number of threads`(
        _ kernel: String, _ shape: (Int, Int)
    ) throws {
        // A machine without it has nothing to test.
        guard VectorTrial.use(kernel) else { return }
        defer { _ = VectorTrial.use("best") }
        let (dimension, rows) = shape
        let library = try TemporaryLibrary()
        let trial = try VectorTrial(folder: library.folder, rows: rows, dimension: dimension)
        for number in 0..<3 {
            let query = trial.query(number)
            let expected = try dots(trial, query, rows: rows, dimension: dimension)
            for (k, threads) in [(1, 1), (10, 2), (2000, 3)] {
                let found = trial.nearest(query, k: k, threads: threads)
                #expect(found.count == min(k, rows))
                for (hit, exact) in zip(found, expected) { #expect(abs(Double(hit.score) - exact.score) < 1e-5) }
                #expect(Set(found.map(\.row)).count == found.count)
            }
        }
    }

    @Test func `Every machine has a kernel, and unknown ones are refused`() {
        #expect(VectorTrial.use("best") && !VectorTrial.use("x"))
    }
}
