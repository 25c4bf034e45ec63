package import ForgeCore
private import Foundation

/// When the requests of a benchmark are sent.
package enum ArrivalTimes {
    /// Seconds from the start, ascending: a Poisson process (exponential gaps) of this rate, or all at once.
    ///
    /// - Parameter rate: requests per second; nil for all at once.
    package static func poisson(
        count: Int, rate: Double?, using generator: inout SeededGenerator
    ) -> [Double] {
        guard let rate else { return [Double](repeating: 0, count: count) }
        var time = 0.0
        return (0..<count).map { _ in
            // 1 − u is never 0, whose logarithm is none.
            defer { time += -log(1 - generator.unit()) / rate }
            return time
        }
    }
}
