/// Byte-pair encoding (Sennrich et al. 2016): the earliest learnt pair is joined first, of equal ones the leftmost.
struct BytePairMerges: Sendable {
    /// A pair of ids → its rank in the upper and the joined id in the lower half.
    private var table: IntegerTable
    /// Ids of the 256 single bytes.
    private let byteIDs: [Int32]

    init(byteIDs: [Int32], capacity: Int) {
        precondition(byteIDs.count == 256, "one id per byte")
        self.byteIDs = byteIDs
        table = IntegerTable(capacity: capacity)
    }

    /// Of equal pairs the last counts.
    mutating func add(_ left: Int32, _ right: Int32, rank: UInt32, joined: Int32) {
        table.set(Self.key(left, right), to: UInt64(rank) << 32 | UInt64(UInt32(bitPattern: joined)))
    }

    private static func key(_ left: Int32, _ right: Int32) -> UInt64 {
        UInt64(UInt32(bitPattern: left)) << 32 | UInt64(UInt32(bitPattern: right))
    }

    /// Calls back with every token's id and its end in the piece.
    func cut(_ piece: UnsafeBufferPointer<UInt8>, _ work: inout Work, _ body: (_ id: Int32, _ end: Int) -> Void) {
        work.start(piece, byteIDs)
        for index in work.symbols.indices.dropLast() { consider(index, &work) }
        while let candidate = work.queue.popMin() { join(candidate, &work) }
        var index = 0
        while index < work.symbols.count {
            let symbol = work.symbols[index]
            body(symbol.id, symbol.next)
            index = symbol.next
        }
    }

    /// Queues the pair that begins at a symbol, when it was learnt.
    private func consider(_ index: Int, _ work: inout Work) {
        let symbol = work.symbols[index]
        guard symbol.next < work.symbols.count,
            let value = table[Self.key(symbol.id, work.symbols[symbol.next].id)]
        else { return }
        work.queue.insert((value & ~0xFFFF_FFFF) | UInt64(UInt32(truncatingIfNeeded: index)))
    }

    /// Joins a queued pair unless its symbols have changed since.
    private func join(_ candidate: UInt64, _ work: inout Work) {
        let index = Int(candidate & 0xFFFF_FFFF)
        let symbol = work.symbols[index]
        guard symbol.id >= 0, symbol.next < work.symbols.count else { return }
        let right = work.symbols[symbol.next]
        guard let value = table[Self.key(symbol.id, right.id)], value >> 32 == candidate >> 32 else { return }
        work.symbols[symbol.next].id = -1
        work.symbols[index].id = Int32(truncatingIfNeeded: value)
        work.symbols[index].next = right.next
        if right.next < work.symbols.count { work.symbols[right.next].previous = index }
        if symbol.previous >= 0 { consider(symbol.previous, &work) }
        consider(index, &work)
    }
}

extension BytePairMerges {
    /// Memory that is used again for every piece.
    struct Work {
        struct Symbol {
            /// -1 once it is part of the symbol before it.
            var id: Int32
            var previous: Int
            /// Also where the symbol ends in the piece, because every symbol begins at its first byte's index.
            var next: Int
        }

        fileprivate(set) var symbols: [Symbol] = []
        fileprivate var queue = SmallestFirst()

        fileprivate mutating func start(_ piece: UnsafeBufferPointer<UInt8>, _ byteIDs: [Int32]) {
            symbols.removeAll(keepingCapacity: true)
            for (index, byte) in piece.enumerated() {
                symbols.append(Symbol(id: byteIDs[Int(byte)], previous: index - 1, next: index + 1))
            }
        }
    }
}
