import CForgeKernels
import ForgeNetworks

/// Log-probabilities of the predicted tokens, and back. Logits exist only for predicting rows, a chunk at a time.
///
/// The loss of a pair reaches a completion's logits as one factor, the same for all of its tokens. So the gradient of
/// Σ log p by the hidden states is computed together with the log-probabilities, and multiplied by that factor later:
/// no logits are kept and none are computed twice.
struct OutputHead {
    let shape: DecoderShape
    let words: WordTable
    let norm: Memory
    let layout: PassLayout
    let memory: PassMemory

    private static let wordsAtOnce = 1024

    private func rms(y: Matrix) -> forge_rms {
        let head = memory.head
        return forge_rms(
            rows: layout.predictions.count, width: shape.width, x: head.x.base, x_stride: head.x.stride,
            gain: norm.floats, epsilon: shape.epsilon, y: y.base, y_stride: y.stride, scales: head.scales)
    }

    /// log p of every prediction. `inspect` sees each chunk of logits before they are overwritten.
    func apply(inspect: ((_ logits: Matrix, _ first: Int, _ count: Int) -> Void)? = nil) -> [Double] {
        let head = memory.head
        for (index, prediction) in layout.predictions.enumerated() {
            head.x.row(index).update(from: memory.last.row(prediction.row), count: shape.width)
        }
        var rms = rms(y: head.normed)
        forge_rms_normalize(Kernels.path, &rms)
        var logProbabilities: [Double] = []
        for first in stride(from: 0, to: layout.predictions.count, by: PassMemory.Head.chunk) {
            let count = min(PassMemory.Head.chunk, layout.predictions.count - first)
            multiplyByWords(first: first, count: count)
            inspect?(head.logits, first, count)
            for row in 0..<count {
                let target = Int(layout.predictions[first + row].target)
                logProbabilities.append(forge_target_row(Kernels.path, head.logits.row(row), shape.words, target))
            }
            if let gradient = head.gradient { collect(gradient.from(row: first), count: count) }
        }
        return logProbabilities
    }

    /// logits [chunk, V] = normed · Eᵀ
    private func multiplyByWords(first: Int, count: Int) {
        let head = memory.head
        var product = forge_product(
            rows: count, outputs: shape.words, inputs: shape.width, number: FORGE_FLOAT32,
            a: head.normed.row(first), a_stride: head.normed.stride, packed: words.head.base, bias: nil,
            activation: FORGE_ACTIVATION_NONE, residual: nil, residual_stride: 0, c_number: FORGE_FLOAT32,
            c: head.logits.base, c_stride: head.logits.stride)
        forge_multiply(Kernels.path, &product)
    }

    /// gradient [chunk, H] = d logits · E, a piece of the vocabulary at a time, so that the piece stays in the cache.
    private func collect(_ gradient: Matrix, count: Int) {
        let rows = Matrix(base: words.headRows.floats, stride: shape.width)
        for word in stride(from: 0, to: shape.words, by: Self.wordsAtOnce) {
            PlainProduct.apply(
                rows: count, columns: shape.width, depth: min(Self.wordsAtOnce, shape.words - word),
                memory.head.logits.from(column: word), rows.from(row: word), into: gradient, adds: word > 0)
        }
    }

    /// Sets `back.d` to the gradient of first · Σ log p of the first completion + second · Σ log p of the second.
    func applyBackward(_ back: PassMemory.Backward, first: Float, second: Float) {
        guard let gradient = memory.head.gradient else { preconditionFailure("a pass without gradients") }
        let width = shape.width
        for index in layout.predictions.indices {
            let factor = index < layout.firstPredictions ? first : second
            for column in 0..<width { gradient.row(index)[column] *= factor }
        }
        let dx = memory.head.normed
        dx.clear(rows: layout.predictions.count)
        var rms = rms(y: gradient)
        forge_rms_backward(Kernels.path, &rms, dx.base, dx.stride)
        back.d.clear(rows: layout.rows)
        for (index, prediction) in layout.predictions.enumerated() {
            forge_add_scaled(back.d.row(prediction.row), dx.row(index), 1, width)
        }
    }
}
