/// A model that turns sequences of tokens into one row of numbers each. Immutable: any thread may run it.
protocol Network: Sendable {
    /// Numbers per row: a vector's length, or the number of labels.
    var outputs: Int { get }
    var vocabulary: Int { get }
    var tokenTypes: Int { get }
    /// Tokens that a sequence may have.
    var positions: Int { get }

    func run(_ batch: PackedBatch, in workspace: inout Workspace) -> [[Float]]
}
