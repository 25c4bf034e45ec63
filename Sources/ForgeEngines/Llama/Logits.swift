import Foundation

/// Pure functions over one row of logits.
enum Logits {
    private typealias Lanes = SIMD16<Float>

    /// The index of the largest value, the first of equals (as llama.cpp's greedy sampler chooses).
    ///
    /// Two passes of vector loops, the maximum and then its place: about ten times faster than one scalar pass that
    /// carries the index along.
    static func argmax(_ row: UnsafeBufferPointer<Float>) -> Int {
        let largest = maximum(row)
        let vectors = row.count / Lanes.scalarCount
        let target = Lanes(repeating: largest)
        var start = 0
        let raw = UnsafeRawBufferPointer(row)
        while start < vectors,
            !any(raw.loadUnaligned(fromByteOffset: start * MemoryLayout<Lanes>.size, as: Lanes.self) .== target)
        {
            start += 1
        }
        var index = start * Lanes.scalarCount
        while index < row.count, row[index] != largest { index += 1 }
        return index < row.count ? index : 0
    }

    static func maximum(_ row: UnsafeBufferPointer<Float>) -> Float {
        let raw = UnsafeRawBufferPointer(row)
        let vectors = row.count / Lanes.scalarCount
        var lanes = Lanes(repeating: -.infinity)
        for vector in 0..<vectors {
            let next = raw.loadUnaligned(fromByteOffset: vector * MemoryLayout<Lanes>.size, as: Lanes.self)
            lanes.replace(with: next, where: next .> lanes)
        }
        var largest = lanes.max()
        for index in (vectors * Lanes.scalarCount)..<row.count where row[index] > largest { largest = row[index] }
        return largest
    }

    /// Natural logarithm of the softmax's denominator, summed in double precision.
    static func logSumExp(_ row: UnsafeBufferPointer<Float>) -> Double {
        let largest = maximum(row)
        guard largest.isFinite else { return Double(largest) }
        var sum = 0.0
        for value in row { sum += Double(Foundation.expf(value - largest)) }
        return Double(largest) + Foundation.log(sum)
    }

    /// The `count` most probable indices, best first; the lower index first among equals.
    static func top(_ count: Int, of row: UnsafeBufferPointer<Float>) -> [Int] {
        guard count > 0 else { return [] }
        var best: [Int] = []
        best.reserveCapacity(count + 1)
        for index in row.indices {
            if best.count == count, row[index] <= row[best[count - 1]] { continue }
            var place = best.count
            while place > 0, row[best[place - 1]] < row[index] { place -= 1 }
            best.insert(index, at: place)
            if best.count > count { best.removeLast() }
        }
        return best
    }
}
