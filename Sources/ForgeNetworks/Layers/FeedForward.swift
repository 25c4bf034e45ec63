/// Two products with an activation between, residual and LayerNorm: x = LayerNorm(x + W₂ · f(W₁ · x)).
struct FeedForward: Sendable {
    let up: Linear
    let down: Linear
    let activation: Activation
    let norm: Normalization

    func apply(to states: inout HiddenStates, in workspace: inout Workspace) {
        let hidden = workspace.rows(.hidden, states.rows, width: up.outputs, down.precision)
        up.apply(to: states.input, rows: states.rows, into: hidden, activation: activation)
        down.apply(to: hidden, rows: states.rows, into: states.x, adding: states.x)
        norm.apply(to: states.x, copy: states.input, rows: states.rows, width: down.outputs)
    }
}
