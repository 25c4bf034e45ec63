private import Foundation

/// McNemar's tests of two methods on the same items (McNemar 1947; mid-p: Fagerland et al. 2013).
package struct McNemar: Sendable, Codable, Hashable {
    /// Items that only the first got right.
    package var b: Int
    /// Items that only the second got right.
    package var c: Int
    /// Two-sided exact binomial p.
    package var exact: Double
    package var midP: Double
    /// (b − c)² / (b + c), without continuity correction; 0 when nothing is discordant.
    package var chiSquared: Double
    package var chiSquaredP: Double
    /// (|b − c| − 1)² / (b + c), Edwards' correction, the numerator not below 0.
    package var chiSquaredCorrected: Double
    package var chiSquaredCorrectedP: Double
}

extension Statistics {
    /// Compares two methods by their discordant items: `b` that only the first got right, `c` only the second.
    ///
    /// - Precondition: both counts are at least 0.
    package static func mcnemar(b: Int, c: Int) -> McNemar {
        precondition(b >= 0 && c >= 0, "counts cannot be negative")
        let n = b + c
        let tail = fairBinomial(atMost: min(b, c), of: n)
        let exact = min(1, 2 * tail.cumulative)
        let gap = Double(abs(b - c))
        let plain = n == 0 ? 0 : gap * gap / Double(n)
        let corrected = n == 0 ? 0 : pow(max(0, gap - 1), 2) / Double(n)
        return McNemar(
            b: b, c: c, exact: exact,
            midP: n == 0 ? 1 : b == c ? 1 - tail.mass / 2 : exact - tail.mass,
            chiSquared: plain, chiSquaredP: chiSquaredTail(plain),
            chiSquaredCorrected: corrected, chiSquaredCorrectedP: chiSquaredTail(corrected))
    }

    /// P(X = k) and P(X ≤ k) of k heads in n fair tosses; works for n in the hundred thousands.
    ///
    /// C(n, k) is kept as a significand and a binary exponent: 2⁻ⁿ underflows from n = 1075, and a sum of logarithms
    /// loses six digits at n = 40,000. The terms below k follow by their ratios, which are below 1 for k ≤ n/2.
    private static func fairBinomial(atMost k: Int, of n: Int) -> (mass: Double, cumulative: Double) {
        var significand = 1.0
        var exponent = -n
        for i in 0..<k {
            significand *= Double(n - i) / Double(i + 1)
            exponent += Int(significand.exponent)
            significand = significand.significand
        }
        let mass = scalbn(significand, exponent)
        var term = 1.0
        var sum = 1.0
        var i = k
        while i > 0, term > 1e-20 {
            term *= Double(i) / Double(n - i + 1)
            sum += term
            i -= 1
        }
        return (mass, mass * sum)
    }
}
