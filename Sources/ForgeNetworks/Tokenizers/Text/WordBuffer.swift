/// A normalised word while it grows, with the place in the original text that each byte came from.
struct WordBuffer: ~Copyable {
    private var bytes: [UInt8] = []
    private var starts: [Int] = []
    private var ends: [Int] = []
    private(set) var scalarCount = 0
    private var start = 0
    private var end = 0
    private let longest: Int

    /// - Parameter longest: scalars beyond which only the count and the range go on.
    init(longest: Int) {
        self.longest = longest
        for capacity in [min(longest, 1024)] {
            bytes.reserveCapacity(capacity)
            starts.reserveCapacity(capacity)
            ends.reserveCapacity(capacity)
        }
    }

    var isEmpty: Bool { scalarCount == 0 }
    /// Of the whole word.
    var range: Range<Int> { start..<end }

    /// The original text of some of the word's bytes (`from` < `to`).
    func range(from: Int, to: Int) -> Range<Int> { starts[from]..<ends[to - 1] }

    borrowing func withBytes<Result>(_ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        bytes.withUnsafeBufferPointer(body)
    }

    /// Adds a scalar that came from `origin` in the original text.
    @inline(__always)
    mutating func append(_ scalar: UInt32, from origin: Range<Int>) {
        if scalarCount == 0 { start = origin.lowerBound }
        end = origin.upperBound
        scalarCount += 1
        guard scalarCount <= longest else { return }
        if scalar < 0x80 {
            append(UInt8(truncatingIfNeeded: scalar), origin)
        } else {
            scalar.forEachUTF8 { append($0, origin) }
        }
    }

    @inline(__always)
    private mutating func append(_ byte: UInt8, _ origin: Range<Int>) {
        bytes.append(byte)
        starts.append(origin.lowerBound)
        ends.append(origin.upperBound)
    }

    mutating func clear() {
        bytes.removeAll(keepingCapacity: true)
        starts.removeAll(keepingCapacity: true)
        ends.removeAll(keepingCapacity: true)
        scalarCount = 0
    }
}
