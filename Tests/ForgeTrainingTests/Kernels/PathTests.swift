import CForgeKernels
import ForgeCore
import Foundation
import Testing

/// The gradient tests hold the processor's best path against PyTorch; here every other path is held against plain loops
/// or against the best one.
struct `Training kernels on every path` {
    private static let paths = [
        FORGE_PATH_PORTABLE, FORGE_PATH_AVX2, FORGE_PATH_AVX512, FORGE_PATH_AVX512_BF16,
    ].filter(forge_path_available).map(\.rawValue)

    private func random(_ count: Int, seed: UInt64) -> [Float] {
        var generator = SeededGenerator(seed: seed)
        return (0..<count).map { _ in Float(generator.unit() * 2 - 1) }
    }

    private func distance(_ left: [Float], _ right: [Float]) -> Float {
        zip(left, right).reduce(0) { max($0, abs($1.0 - $1.1)) }
    }

    @Test(arguments: paths, [(1, 1, 1), (13, 40, 7), (24, 64, 300), (5, 33, 513), (2, 16, 0)])
    func `Products of any size are sums of products`(path: UInt32, size: (rows: Int, columns: Int, depth: Int)) {
        let (rows, columns, depth) = size
        let a = random(rows * depth + 1, seed: 1), b = random(depth * columns + 1, seed: 2)
        for (transposed, adds) in [(false, false), (true, false), (false, true), (true, true)] {
            let before = random(rows * columns, seed: 3)
            var c = before
            var expected = before
            for row in 0..<rows {
                for column in 0..<columns {
                    var sum = adds ? before[row * columns + column] : 0
                    for step in 0..<depth {
                        sum += a[transposed ? step * rows + row : row * depth + step] * b[step * columns + column]
                    }
                    expected[row * columns + column] = sum
                }
            }
            c.withUnsafeMutableBufferPointer { c in
                a.withUnsafeBufferPointer { a in
                    b.withUnsafeBufferPointer { b in
                        var product = forge_plain_product(
                            rows: rows, columns: columns, depth: depth, a: a.baseAddress,
                            a_stride: transposed ? rows : depth, a_is_transposed: transposed, b: b.baseAddress,
                            b_stride: columns, c: c.baseAddress, c_stride: columns, adds: adds)
                        forge_multiply_plain(forge_path(path), &product)
                    }
                }
            }
            #expect(distance(c, expected) < 1e-4)
        }
    }

    /// out, dq, dk, dv of a completion of 61 rows behind a prompt of 70, two query heads to a key head.
    private func attention(_ path: UInt32, headSize: Int) -> [[Float]] {
        let width = 8 * headSize, rows = 131
        var qkv = random(rows * width, seed: 5)
        var out = [Float](repeating: 0, count: rows * 4 * headSize)
        var gradient = [Float](repeating: 0, count: rows * width)
        let dOut = random(out.count, seed: 6)
        var logSums = [Float](repeating: 0, count: rows * 4)
        var scratch = [Float](repeating: 0, count: forge_branch_scratch(rows, headSize))
        qkv.withUnsafeMutableBufferPointer { qkv in
            out.withUnsafeMutableBufferPointer { out in
                logSums.withUnsafeMutableBufferPointer { logSums in
                    scratch.withUnsafeMutableBufferPointer { scratch in
                        gradient.withUnsafeMutableBufferPointer { gradient in
                            guard let q = qkv.baseAddress, let d = gradient.baseAddress else { return }
                            var branch = forge_branch(
                                heads: 4, key_heads: 2, head_size: headSize, prefix: 70, first: 70, count: 61, q: q,
                                k: q + 4 * headSize, v: q + 6 * headSize, stride: width, out: out.baseAddress,
                                out_stride: 4 * headSize, log_sums: logSums.baseAddress, scratch: scratch.baseAddress)
                            forge_branch_forward(forge_path(path), &branch)
                            forge_branch_backward(
                                forge_path(path), &branch, dOut, d, d + 4 * headSize, d + 6 * headSize)
                        }
                    }
                }
            }
        }
        return [out, gradient]
    }

    @Test(arguments: paths, [6, 32, 64])
    func `Attention and its gradients agree on all paths`(path: UInt32, headSize: Int) {
        let best = attention(forge_best_path().rawValue, headSize: headSize)
        let own = attention(path, headSize: headSize)
        #expect(distance(own[0], best[0]) < 1e-5)
        #expect(distance(own[1], best[1]) < 1e-4)
        #expect(best[1].contains { $0 != 0 })
    }

    @Test(arguments: paths, [1, 15, 16, 49, 3001])
    func `A row of logits gives its log-probability and becomes the gradient`(path: UInt32, words: Int) {
        let logits = random(words, seed: 7).map { $0 * 20 }
        let target = words / 2
        let sum = logits.reduce(0) { $0 + exp(Double($1)) }
        var row = logits
        let logProbability = forge_target_row(forge_path(path), &row, words, target)
        #expect(abs(logProbability - (Double(logits[target]) - log(sum))) < 1e-5)
        for word in 0..<words {
            let expected = (word == target ? 1 : 0) - exp(Double(logits[word])) / sum
            #expect(abs(Double(row[word]) - expected) < 1e-6)
        }
    }

    @Test(arguments: paths, [3, 16, 41])
    func `Gates are silu times up, with their slopes`(path: UInt32, width: Int) {
        let gateUp = random(2 * width, seed: 9).map { $0 * 6 }, dAct = random(width, seed: 10)
        var act = [Float](repeating: 0, count: width), gradient = [Float](repeating: 0, count: 2 * width)
        forge_gate(forge_path(path), 1, width, gateUp, 2 * width, &act, width)
        forge_gate_backward(forge_path(path), 1, width, gateUp, 2 * width, dAct, width, &gradient, 2 * width)
        func value(_ gate: Double, _ up: Double) -> Double { gate / (1 + exp(-gate)) * up }
        for index in 0..<width {
            let (gate, up) = (Double(gateUp[index]), Double(gateUp[width + index]))
            #expect(abs(Double(act[index]) - value(gate, up)) < 1e-5)
            let byGate = (value(gate + 1e-5, up) - value(gate - 1e-5, up)) / 2e-5
            #expect(abs(Double(gradient[index]) - byGate * Double(dAct[index])) < 1e-4)
            #expect(abs(Double(gradient[width + index]) - value(gate, 1) * Double(dAct[index])) < 1e-5)
        }
    }
}
