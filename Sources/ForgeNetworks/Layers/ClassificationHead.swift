/// logits = W_out · tanh(W_dense · x): BERT's pooler and classifier, and the heads of RoBERTa and BART.
struct ClassificationHead: Sendable {
    let dense: Linear
    let output: Linear

    var labels: Int { output.outputs }

    /// One row of logits per row of `states`.
    func apply(to states: HiddenStates, in workspace: inout Workspace) -> [[Float]] {
        let pooled = workspace.rows(.dense, states.rows, width: dense.outputs, output.precision)
        let logits = workspace.rows(.output, states.rows, width: labels)
        dense.apply(to: states.input, rows: states.rows, into: pooled, activation: .tanh)
        output.apply(to: pooled, rows: states.rows, into: logits)
        return (0..<states.rows).map { row in
            Array(UnsafeBufferPointer(start: logits.floats + row * logits.stride, count: labels))
        }
    }
}
