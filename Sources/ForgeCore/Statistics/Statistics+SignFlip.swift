/// Whether paired differences centre on zero, by flipping their signs.
package struct SignFlipTest: Sendable, Codable, Hashable {
    /// Two-sided.
    package var pValue: Double
    /// Whether all sign patterns were looked at, not a random draw of them.
    package var isExact: Bool

    package init(pValue: Double, isExact: Bool) {
        self.pValue = pValue
        self.isExact = isExact
    }
}

extension Statistics {
    /// The paired randomisation test (Fisher 1935; for language models Noreen 1989, Dror et al. 2018).
    ///
    /// If neither side is better, each item's difference might as well have had the other sign. p is the share of sign
    /// patterns whose sum is at least as far from zero as the observed one: of all 2^m patterns of the m items that
    /// differ when there are no more than `draws`, otherwise (1 + #) / (1 + draws) of random ones. So p can never be lower
    /// than the data allow: 2^(1−m). Of right and wrong answers it is McNemar's exact test. Clusters are flipped whole.
    ///
    /// Nil for fewer than two items (or clusters) or no draws.
    /// - Precondition: `clusters`, if given, has one label for every difference.
    package static func signFlip(
        _ differences: [Double], clusters: [Int]? = nil, draws: Int = 10_000, seed: UInt64
    ) -> SignFlipTest? {
        let units = clusters.map { Resampler.units(differences, clusters: $0).sums } ?? differences
        guard units.count > 1, draws > 0 else { return nil }
        // What does not differ is the same under either sign.
        let terms = units.filter { $0 != 0 }
        guard !terms.isEmpty else { return SignFlipTest(pValue: 1, isExact: true) }
        let scale = terms.reduce(0) { $0 + abs($1) }
        // A pattern that equals the observed sum in exact arithmetic counts, whatever rounding made of it.
        let bar = abs(terms.reduce(0, +)) - 1e-12 * scale
        if terms.count < 63, 1 << terms.count <= draws {
            return SignFlipTest(pValue: shareOfAllPatterns(terms, bar: bar), isExact: true)
        }
        var generator = SeededGenerator(seed: seed)
        let extreme = (0..<draws).reduce(0) { count, _ in
            abs(randomlySigned(terms, &generator)) >= bar ? count + 1 : count
        }
        return SignFlipTest(pValue: Double(1 + extreme) / Double(1 + draws), isExact: false)
    }

    private static func shareOfAllPatterns(_ terms: [Double], bar: Double) -> Double {
        let patterns = 1 << terms.count
        let extreme = (0..<patterns).count { pattern in
            let sum = terms.indices.reduce(0.0) { $0 + (pattern >> $1 & 1 == 0 ? terms[$1] : -terms[$1]) }
            return abs(sum) >= bar
        }
        return Double(extreme) / Double(patterns)
    }

    /// One random number signs 64 terms.
    private static func randomlySigned(_ terms: [Double], _ generator: inout SeededGenerator) -> Double {
        var sum = 0.0
        var bits: UInt64 = 0
        terms.withUnsafeBufferPointer { terms in
            for index in terms.indices {
                if index % 64 == 0 { bits = generator.next() }
                sum += Double(bitPattern: terms[index].bitPattern ^ (bits << 63))
                bits >>= 1
            }
        }
        return sum
    }
}
