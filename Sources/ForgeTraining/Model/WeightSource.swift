import ForgeEngines

/// Where a base model's weights come from.
package protocol WeightSource {
    var shape: DecoderShape { get }
    func has(_ tensor: DecoderTensor) -> Bool
    /// A tensor's numbers row after row, in transformers' order of rows. `shape` has the rows first.
    func floats(_ tensor: DecoderTensor, shape: [Int]) throws -> [Float]
}

extension WeightSource {
    /// As `GGUFWeights.normsDigest` of the same model's file.
    func normsDigest() throws -> String {
        let layers = (0..<shape.layers).flatMap { [DecoderTensor.attentionNorm($0), .feedForwardNorm($0)] }
        return GGUFWeights.normsDigest(
            try ([.outputNorm] + layers).map { ($0.ggufName, try floats($0, shape: [shape.width])) })
    }
}

/// The order of rows of queries and keys. llama.cpp stores Llama's with the two halves of a head interleaved, because it
/// turns neighbouring numbers; transformers turns numbers half a head apart.
enum HeadOrder {
    /// Row `target` of transformers' order is row `source(target)` of llama.cpp's.
    static func interleaved(_ row: Int, headSize: Int) -> Int {
        let head = row / headSize, inside = row % headSize, half = headSize / 2
        return head * headSize + inside % half * 2 + inside / half
    }

    static func fromInterleaved(_ rows: [Float], columns: Int, headSize: Int) -> [Float] {
        reordered(rows, columns: columns) { interleaved($0, headSize: headSize) }
    }

    static func toInterleaved(_ rows: [Float], columns: Int, headSize: Int) -> [Float] {
        let half = headSize / 2
        return reordered(rows, columns: columns) { row in
            let head = row / headSize, inside = row % headSize
            return head * headSize + inside % 2 * half + inside / 2
        }
    }

    private static func reordered(_ rows: [Float], columns: Int, source: (Int) -> Int) -> [Float] {
        var result: [Float] = []
        result.reserveCapacity(rows.count)
        for row in 0..<rows.count / columns {
            let start = source(row) * columns
            result.append(contentsOf: rows[start..<start + columns])
        }
        return result
    }
}
