/// What normalisation makes of a scalar: nothing, a space, a scalar of a word, or a scalar that is a word of its own.
struct ScalarOutcome: Sendable, Hashable {
    private static let spaceFlag: UInt32 = 1 << 31
    private static let aloneFlag: UInt32 = 1 << 30
    private static let sequenceFlag: UInt32 = 1 << 29
    private static let droppedFlag: UInt32 = 1 << 28
    private let bits: UInt32

    static let dropped = ScalarOutcome(bits: droppedFlag)
    static let space = ScalarOutcome(bits: spaceFlag)

    static func scalar(_ value: UInt32, standsAlone: Bool) -> ScalarOutcome {
        ScalarOutcome(bits: value | (standsAlone ? aloneFlag : 0))
    }

    /// Several outcomes, by their place in a list.
    static func sequence(_ index: Int) -> ScalarOutcome { ScalarOutcome(bits: sequenceFlag | UInt32(index)) }

    var isDropped: Bool { bits & Self.droppedFlag != 0 }
    var isSpace: Bool { bits & Self.spaceFlag != 0 }
    var standsAlone: Bool { bits & Self.aloneFlag != 0 }
    var value: UInt32 { bits & 0x1F_FFFF }
    var sequence: Int? { bits & Self.sequenceFlag != 0 ? Int(bits & 0x1F_FFFF) : nil }
}
