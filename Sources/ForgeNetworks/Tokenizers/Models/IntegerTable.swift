/// A hash table from whole numbers to whole numbers in one block of memory (open addressing, at most half full).
struct IntegerTable: Sendable {
    private static let empty = UInt64.max
    /// Key and value in turn.
    private var slots: [UInt64]
    private var mask: Int
    private(set) var count = 0

    init(capacity: Int) {
        var size = 16
        while size < capacity * 2 { size *= 2 }
        slots = Array(repeating: Self.empty, count: size * 2)
        mask = size - 1
    }

    private func slot(of key: UInt64) -> Int {
        let mixed = (key ^ key >> 29) &* 0x9E37_79B9_7F4A_7C15
        return Int(truncatingIfNeeded: mixed >> 32) & mask
    }

    /// - Parameter key: anything but `UInt64.max`.
    subscript(key: UInt64) -> UInt64? {
        get {
            slots.withUnsafeBufferPointer { slots in
                var index = slot(of: key)
                while true {
                    let found = slots[index * 2]
                    if found == key { return slots[index * 2 + 1] }
                    if found == Self.empty { return nil }
                    index = (index + 1) & mask
                }
            }
        }
    }

    mutating func set(_ key: UInt64, to value: UInt64) {
        if (count + 1) * 2 > mask + 1 { grow() }
        var index = slot(of: key)
        while slots[index * 2] != Self.empty, slots[index * 2] != key { index = (index + 1) & mask }
        if slots[index * 2] == Self.empty { count += 1 }
        slots[index * 2] = key
        slots[index * 2 + 1] = value
    }

    private mutating func grow() {
        var larger = IntegerTable(capacity: (mask + 1))
        for index in 0...mask where slots[index * 2] != Self.empty {
            larger.set(slots[index * 2], to: slots[index * 2 + 1])
        }
        self = larger
    }
}
