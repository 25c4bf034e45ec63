import CForgeKernels
import Foundation
import Testing

@testable import ForgeNetworks

@Suite struct AttentionTests {
    struct Shape: Sendable, CustomStringConvertible {
        var heads: Int, size: Int, queries: Int, keys: Int
        var causal = false

        var description: String { "\(heads) heads of \(size), \(queries) × \(keys)\(causal ? ", causal" : "")" }
    }

    static let shapes = [
        Shape(heads: 1, size: 8, queries: 1, keys: 1), Shape(heads: 2, size: 16, queries: 13, keys: 13),
        Shape(heads: 3, size: 32, queries: 40, keys: 40), Shape(heads: 2, size: 64, queries: 5, keys: 70),
        Shape(heads: 2, size: 20, queries: 37, keys: 37, causal: true),
        Shape(heads: 1, size: 64, queries: 130, keys: 130, causal: true),
    ]

    @Test("attention equals its definition", arguments: KernelTests.paths, shapes)
    func attention(path: forge_path, shape: Shape) {
        var numbers = Numbers()
        let width = shape.heads * shape.size
        let q = numbers.next(shape.queries * width).map { $0 * 3 }
        let (k, v) = (numbers.next(shape.keys * width), numbers.next(shape.keys * width))
        var workspace = Workspace()
        let (qs, ks) = (
            workspace.rows(.x, shape.queries, width: width), workspace.rows(.hidden, shape.keys, width: width)
        )
        let (vs, out) = (
            workspace.rows(.memory, shape.keys, width: width), workspace.rows(.output, shape.queries, width: width)
        )
        fill(qs, q, rows: shape.queries, width: width)
        fill(ks, k, rows: shape.keys, width: width)
        fill(vs, v, rows: shape.keys, width: width)
        var attention = forge_attention(
            heads: shape.heads, head_size: shape.size, queries: shape.queries, keys: shape.keys, q: qs.floats,
            k: ks.floats, v: vs.floats, q_stride: qs.stride, k_stride: ks.stride, v_stride: vs.stride,
            causal: shape.causal, out_number: FORGE_FLOAT32, out: out.base, out_stride: out.stride,
            scratch: workspace.attentionScratch(keys: shape.keys, headSize: shape.size))
        forge_attend(path, &attention)
        for head in 0..<shape.heads {
            for query in 0..<shape.queries {
                let expected = plain(shape, head, query, q, k, v)
                for i in 0..<shape.size {
                    let got = Double(out.floats[query * out.stride + head * shape.size + i])
                    #expect(abs(got - expected[i]) < 3e-6)
                }
            }
        }
    }

    private func plain(_ shape: Shape, _ head: Int, _ query: Int, _ q: [Float], _ k: [Float], _ v: [Float]) -> [Double]
    {
        let (width, size) = (shape.heads * shape.size, shape.size)
        func row(_ values: [Float], _ row: Int) -> [Double] {
            values[row * width + head * size..<row * width + (head + 1) * size].map(Double.init)
        }
        let keys = 0..<(shape.causal ? query + 1 : shape.keys)
        let weights = keys.map { key in
            exp(zip(row(q, query), row(k, key)).reduce(0) { $0 + $1.0 * $1.1 } / Double(size).squareRoot())
        }
        let total = weights.reduce(0, +)
        return (0..<size).map { i in zip(keys, weights).reduce(0) { $0 + $1.1 * row(v, $1.0)[i] } / total }
    }
}
