private import Foundation

extension Statistics {
    /// P(Z ≤ z) of the standard normal distribution.
    static func normalCDF(_ z: Double) -> Double { erfc(-z / 2.0.squareRoot()) / 2 }

    /// The z with P(Z ≤ z) = probability, by bisection; nil outside 0 < probability < 1.
    package static func normalQuantile(_ probability: Double) -> Double? {
        guard probability > 0, probability < 1 else { return nil }
        // The upper half by symmetry: the lower tail keeps its digits, 1 − tail would lose them.
        guard probability <= 0.5 else { return normalQuantile(1 - probability).map { -$0 } }
        return bisect(low: -40, high: 0) { normalCDF($0) < probability }
    }

    /// P(X ≥ x) of the χ² distribution with one degree of freedom.
    static func chiSquaredTail(_ x: Double) -> Double { erfc((x / 2).squareRoot()) }

    /// The point where `isBelow` turns false, to the last bit of a Double.
    static func bisect(low: Double, high: Double, isBelow: (Double) -> Bool) -> Double {
        var (low, high) = (low, high)
        while true {
            let middle = low + (high - low) / 2
            guard middle > low, middle < high else { return middle }
            if isBelow(middle) { low = middle } else { high = middle }
        }
    }
}
