import CForgeKernels

/// Rows looked up by number: words, positions, token types.
struct EmbeddingTable: Sendable {
    private let memory: Memory
    private let number: forge_number
    let rows: Int
    let width: Int

    init(_ memory: Memory, number: forge_number, rows: Int, width: Int) {
        self.memory = memory
        self.number = number
        self.rows = rows
        self.width = width
    }

    /// x += table[row]. Rows outside of the table were refused when the sequence came in.
    func add(_ row: Int, to x: UnsafeMutablePointer<Float>) {
        precondition(0 <= row && row < rows, "a row outside of an embedding table")
        let size = number == FORGE_FLOAT32 ? 4 : 2
        forge_add_row(x, memory.base + row * width * size, number, width)
    }
}
