import CForgeKernels

/// A view of rows of numbers [T, width] in a workspace: valid as long as the workspace is.
struct Rows {
    let base: UnsafeMutableRawPointer
    /// Numbers from one row to the next.
    let stride: Int
    let precision: Precision

    /// The view from a row and a column on.
    func from(row: Int, column: Int = 0) -> Rows {
        Rows(
            base: base + (row * stride + column) * precision.size, stride: stride, precision: precision)
    }

    var floats: UnsafeMutablePointer<Float> { base.assumingMemoryBound(to: Float.self) }

    /// Whole panels, and a line more: rows a power of two apart would fall into the same sets of the cache.
    static func stride(width: Int, _ precision: Precision) -> Int {
        (width + 31) / 32 * 32 + 64 / precision.size
    }
}
