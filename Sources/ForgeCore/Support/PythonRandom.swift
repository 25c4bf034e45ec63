/// Python's `random.Random(seed)` as far as its `shuffle` needs it: MT19937 (Matsumoto, Nishimura 1998), seeded by
/// `init_by_array` as CPython does for whole numbers.
///
/// For repeating published subsets that were drawn in Python; everything of our own uses `SeededGenerator`.
package struct PythonRandom: Sendable {
    private static let size = 624
    private static let shift = 397

    private var state: [UInt32]
    private var index = size

    package init(seed: UInt64) {
        state = Self.initial(19_650_218)
        let low = UInt32(truncatingIfNeeded: seed)
        let high = UInt32(truncatingIfNeeded: seed >> 32)
        mix(key: high == 0 ? [low] : [low, high])
    }

    private static func initial(_ seed: UInt32) -> [UInt32] {
        var state = [seed]
        for position in 1..<size {
            let last = state[position - 1]
            state.append(1_812_433_253 &* (last ^ (last >> 30)) &+ UInt32(position))
        }
        return state
    }

    private mutating func mix(key: [UInt32]) {
        var (position, word) = (1, 0)
        func previous(_ state: [UInt32], _ position: Int) -> UInt32 {
            state[position - 1] ^ (state[position - 1] >> 30)
        }
        func step() {
            position += 1
            if position >= Self.size {
                state[0] = state[Self.size - 1]
                position = 1
            }
        }
        for _ in 0..<max(Self.size, key.count) {
            let mixed = state[position] ^ (previous(state, position) &* 1_664_525)
            state[position] = mixed &+ key[word] &+ UInt32(word)
            word = (word + 1) % key.count
            step()
        }
        for _ in 0..<Self.size - 1 {
            state[position] = (state[position] ^ (previous(state, position) &* 1_566_083_941)) &- UInt32(position)
            step()
        }
        state[0] = 0x8000_0000
    }

    package mutating func next() -> UInt32 {
        if index >= Self.size { twist() }
        var word = state[index]
        index += 1
        word ^= word >> 11
        word ^= (word << 7) & 0x9D2C_5680
        word ^= (word << 15) & 0xEFC6_0000
        return word ^ (word >> 18)
    }

    private mutating func twist() {
        for position in 0..<Self.size {
            let joined = (state[position] & 0x8000_0000) | (state[(position + 1) % Self.size] & 0x7FFF_FFFF)
            state[position] =
                state[(position + Self.shift) % Self.size] ^ (joined >> 1) ^ (joined & 1 == 1 ? 0x9908_B0DF : 0)
        }
        index = 0
    }

    /// A number in `0..<bound`, by rejection as `_randbelow_with_getrandbits`. The bound is below 2³².
    package mutating func below(_ bound: Int) -> Int {
        precondition(bound > 0 && bound <= UInt32.max, "the bound has 1 to 32 bits")
        let bits = Int.bitWidth - bound.leadingZeroBitCount
        while true {
            let value = Int(next() >> (32 - UInt32(bits)))
            if value < bound { return value }
        }
    }

    /// `random.shuffle`.
    package mutating func shuffle<Element>(_ elements: inout [Element]) {
        for position in stride(from: elements.count - 1, to: 0, by: -1) {
            elements.swapAt(position, below(position + 1))
        }
    }
}
