/// Counts which cells of the key-value memory are taken, with cells that several sequences share counted once.
///
/// llama.cpp keeps this count to itself; admission needs it beforehand.
struct CellLedger {
    /// Per sequence the cells of its tokens in order.
    private var held: [[Int]]
    private var holders: [Int] = []
    private var free: [Int] = []
    private(set) var used = 0

    init(sequences: Int) { held = Array(repeating: [], count: sequences) }

    func length(of sequence: Int) -> Int { held[sequence].count }

    mutating func append(_ count: Int, to sequence: Int) {
        for _ in 0..<count {
            let cell: Int
            if let reused = free.popLast() {
                cell = reused
                holders[cell] = 1
            } else {
                cell = holders.count
                holders.append(1)
            }
            held[sequence].append(cell)
        }
        used += count
    }

    /// Lets an empty sequence hold the first `length` cells of another one.
    mutating func share(from source: Int, to target: Int, length: Int) {
        precondition(held[target].isEmpty && length <= held[source].count, "shares a prefix with an empty sequence")
        held[target] = Array(held[source].prefix(length))
        for cell in held[target] { holders[cell] += 1 }
    }

    mutating func truncate(_ sequence: Int, to length: Int) {
        while held[sequence].count > length {
            let cell = held[sequence].removeLast()
            holders[cell] -= 1
            if holders[cell] == 0 {
                free.append(cell)
                used -= 1
            }
        }
    }

    /// How many cells only this sequence holds: what removing it frees.
    func exclusive(to sequence: Int) -> Int { held[sequence].count { holders[$0] == 1 } }
}
