import ForgeNetworks

/// A view of rows of float32 numbers: valid as long as the memory it looks at.
struct Matrix {
    let base: UnsafeMutablePointer<Float>
    /// Numbers from one row to the next.
    let stride: Int

    /// The view from a row and a column on.
    func from(row: Int = 0, column: Int = 0) -> Matrix { Matrix(base: base + row * stride + column, stride: stride) }

    func row(_ index: Int) -> UnsafeMutablePointer<Float> { base + index * stride }

    func clear(rows: Int) { base.update(repeating: 0, count: rows * stride) }

    func copy(rows: Int, width: Int, to other: Matrix) {
        for index in 0..<rows { other.row(index).update(from: row(index), count: width) }
    }
}

/// Memory that a pass takes matrices from and gives back all at once. It grows to the largest pass and stays.
struct Arena: ~Copyable {
    private var memory = Memory(zeroedBytes: 0)
    private(set) var used = 0
    /// Only counts what would be taken.
    private let measures: Bool

    init(measuring: Bool = false) { measures = measuring }

    /// Forgets everything that was taken and makes room for `floats` numbers.
    mutating func reset(floats: Int) {
        used = 0
        guard memory.count < floats * 4 else { return }
        // The old memory goes first: both together would be the peak of a training.
        memory = Memory(zeroedBytes: 0)
        memory = Memory(zeroedBytes: floats * 4)
    }

    var bytes: Int { memory.count }

    mutating func floats(_ count: Int) -> UnsafeMutablePointer<Float> {
        let start = used
        used += Self.padded(count)
        precondition(measures || used * 4 <= memory.count, "a pass took more memory than it was planned to")
        return memory.floats + start
    }

    mutating func matrix(rows: Int, width: Int) -> Matrix {
        let stride = Self.stride(width)
        return Matrix(base: floats(rows * stride), stride: stride)
    }

    /// Whole vectors, and one more: rows a power of two apart would fall into the same sets of the cache.
    static func stride(_ width: Int) -> Int { (width + 15) / 16 * 16 + 16 }

    static func padded(_ count: Int) -> Int { (count + 15) / 16 * 16 }
}
