/// How many values were at most so large, as Prometheus keeps them.
package struct Histogram: Sendable, Hashable {
    /// Upper bounds, rising.
    package let bounds: [Double]
    /// Of each bound alone, and of what is beyond the last.
    private var counts: [Int]
    package private(set) var sum = 0.0

    /// Seconds.
    package static let times = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300]

    package init(bounds: [Double] = times) {
        self.bounds = bounds
        counts = Array(repeating: 0, count: bounds.count + 1)
    }

    package mutating func add(_ value: Double) {
        counts[bounds.firstIndex { value <= $0 } ?? bounds.count] += 1
        sum += value
    }

    package var count: Int { counts.reduce(0, +) }

    /// Values up to each bound.
    package var cumulative: [Int] {
        var total = 0
        return counts.dropLast().map { count in
            total += count
            return total
        }
    }
}
