import CForgeKernels

/// What flows from layer to layer: rows [T, H] in float32, and the same rows as the products read them.
struct HiddenStates {
    var x: Rows
    /// `x` itself in float32, a copy that LayerNorm writes in bfloat16.
    var input: Rows
    var rows: Int

    init(_ workspace: inout Workspace, rows: Int, width: Int, _ precision: Precision) {
        self.init(
            x: workspace.rows(.x, rows, width: width),
            input: { workspace in
                precision == .float32 ? nil : workspace.rows(.input, rows, width: width, precision)
            }(&workspace), rows: rows)
    }

    init(x: Rows, input: Rows?, rows: Int) {
        self.x = x
        self.input = input ?? x
        self.rows = rows
    }

    /// Moves these rows to the front, in order, and forgets the others. The products' copy is not moved.
    mutating func keep(_ kept: [Int], width: Int) {
        for (target, source) in kept.enumerated() where target != source {
            (x.floats + target * x.stride).update(from: x.floats + source * x.stride, count: width)
        }
        rows = kept.count
    }
}
