/// SplitMix64 (Steele, Lea, Flood 2014): the same numbers from the same seed on every machine.
package struct SeededGenerator: RandomNumberGenerator, Sendable, Codable, Hashable {
    private var state: UInt64

    package init(seed: UInt64) { state = seed }

    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// A uniform integer in `0..<bound` by Lemire's multiply-shift with rejection.
    ///
    /// The standard library's `Int.random(in:using:)` may change its algorithm between releases; samples must not.
    package mutating func below(_ bound: Int) -> Int {
        precondition(bound > 0, "bound must be positive")
        let range = UInt64(bound)
        let threshold = (0 &- range) % range
        while true {
            let product = next().multipliedFullWidth(by: range)
            if product.low >= threshold { return Int(product.high) }
        }
    }

    /// A uniform number in `0..<1` with 53 random bits.
    package mutating func unit() -> Double {
        Double(next() >> 11) * 0x1p-53
    }

    /// `count` distinct indices of `0..<population` in random order (the first steps of a Fisher–Yates shuffle).
    package mutating func sample(_ count: Int, of population: Int) -> [Int] {
        precondition(count >= 0 && count <= population, "a sample cannot be larger than its population")
        var indices = Array(0..<population)
        for position in 0..<count {
            indices.swapAt(position, position + below(population - position))
        }
        return Array(indices.prefix(count))
    }
}
