/// A change to the key-value memory that follows from a decision of `PrefixPool`.
enum MemoryAction: Hashable {
    case share(from: Int, to: Int, length: Int)
    case remove(Int)
}

/// Decides which sequence slot a request gets, whose prefix it shares, and what is forgotten to make room.
///
/// Pure bookkeeping without a model: every decision comes with the memory actions that carry it out. A slot is free,
/// running (a request's), or cached (a finished request's tokens, kept for later requests that begin like it).
struct PrefixPool {
    struct Settings {
        /// Cells of the key-value memory.
        var cells: Int
        var running: Int
        /// Cached sequences at most; 0 turns sharing off altogether.
        var cached: Int
        /// Cells that cached sequences may hold by themselves while one request runs; divided by the number running,
        /// because every running request pays a mask test for every cell that is not its own.
        var cachedCells: Int
        /// Waiting for another request's prefill must spare at least this many tokens.
        var worthWaiting = 32
    }

    /// What a request needs of the pool.
    struct Claim {
        var prompt: ArraySlice<Int32>
        /// Tokens that the sequence may come to hold.
        var finalLength: Int
        var adapter: String?
    }

    enum Decision: Equatable {
        case started(slot: Int, shared: Int)
        /// A running request is computing a prefix that this one shares.
        case waitForPrefix
        case noRoom
    }

    private enum Use { case free, running, cached }

    private struct Slot {
        var use = Use.free
        /// Tokens whose keys and values are in memory.
        var tokens: [Int32] = []
        /// The whole prompt of a running request.
        var goal: ArraySlice<Int32> = []
        var adapter: String?
        var finalLength = 0
        var lastUse = 0
    }

    private let settings: Settings
    private var slots: [Slot]
    private var ledger: CellLedger
    private var clock = 0

    init(settings: Settings) {
        self.settings = settings
        slots = Array(repeating: Slot(), count: settings.running + settings.cached)
        ledger = CellLedger(sequences: slots.count)
    }

    var usedCells: Int { ledger.used }
    var runningCount: Int { slots.count { $0.use == .running } }
    var cachedCount: Int { slots.count { $0.use == .cached } }

    /// How many of a slot's tokens are in memory.
    func length(of slot: Int) -> Int { slots[slot].tokens.count }

    // MARK: Admission

    mutating func admit(_ claim: Claim, actions: inout [MemoryAction]) -> Decision {
        guard runningCount < settings.running else { return .noRoom }
        let (source, shared) = bestPrefix(for: claim)
        if isWorthWaiting(claim, shared: shared) { return .waitForPrefix }
        guard let slot = freeSlot(sparing: source, actions: &actions) else { return .noRoom }
        clock += 1
        slots[slot] = Slot(
            use: .running, goal: claim.prompt, adapter: claim.adapter, finalLength: claim.finalLength, lastUse: clock)
        if let source, shared > 0 {
            slots[source].lastUse = clock
            slots[slot].tokens = Array(claim.prompt.prefix(shared))
            ledger.share(from: source, to: slot, length: shared)
            actions.append(.share(from: source, to: slot, length: shared))
        }
        guard makeRoom(actions: &actions) else {
            release(slot, actions: &actions)
            return .noRoom
        }
        trimCache(actions: &actions)
        return .started(slot: slot, shared: shared)
    }

    /// The slot that has most of the prompt's beginning in memory. One token is always left to compute.
    private func bestPrefix(for claim: Claim) -> (slot: Int?, length: Int) {
        guard settings.cached > 0 else { return (nil, 0) }
        var best: (slot: Int?, length: Int) = (nil, 0)
        for (index, slot) in slots.enumerated() where slot.use != .free && slot.adapter == claim.adapter {
            let length = min(Self.commonPrefix(slot.tokens[...], claim.prompt), claim.prompt.count - 1)
            if length > best.length { best = (index, length) }
        }
        return best
    }

    private func isWorthWaiting(_ claim: Claim, shared: Int) -> Bool {
        guard settings.cached > 0 else { return false }
        return slots.contains { slot in
            guard slot.use == .running, slot.adapter == claim.adapter, slot.tokens.count < slot.goal.count else {
                return false
            }
            let coming = min(Self.commonPrefix(slot.goal, claim.prompt), claim.prompt.count - 1)
            return coming > slot.tokens.count && coming - shared >= settings.worthWaiting
        }
    }

    static func commonPrefix(_ left: ArraySlice<Int32>, _ right: ArraySlice<Int32>) -> Int {
        let count = min(left.count, right.count)
        var index = 0
        while index < count, left[left.startIndex + index] == right[right.startIndex + index] { index += 1 }
        return index
    }

    private mutating func freeSlot(sparing source: Int?, actions: inout [MemoryAction]) -> Int? {
        if let free = slots.firstIndex(where: { $0.use == .free }) { return free }
        guard let oldest = oldestCached(sparing: source) else { return nil }
        release(oldest, actions: &actions)
        return oldest
    }

    private func oldestCached(sparing source: Int? = nil) -> Int? {
        slots.indices.filter { slots[$0].use == .cached && $0 != source }.min { slots[$0].lastUse < slots[$1].lastUse }
    }

    /// Forgets cached sequences until every running request can grow to its final length.
    private mutating func makeRoom(actions: inout [MemoryAction]) -> Bool {
        while promisedCells > settings.cells {
            guard let oldest = oldestCached() else { return false }
            release(oldest, actions: &actions)
        }
        return true
    }

    private var promisedCells: Int {
        ledger.used
            + slots.reduce(0) { sum, slot in
                slot.use == .running ? sum + max(0, slot.finalLength - slot.tokens.count) : sum
            }
    }

    // MARK: Progress and end

    /// Notes tokens that were computed for a running slot.
    mutating func advance(_ slot: Int, by tokens: some Collection<Int32>) {
        slots[slot].tokens.append(contentsOf: tokens)
        ledger.append(tokens.count, to: slot)
    }

    /// Ends a running slot whose request is complete and caches what it holds.
    mutating func finish(_ slot: Int, actions: inout [MemoryAction]) {
        guard settings.cached > 0, !slots[slot].tokens.isEmpty else { return release(slot, actions: &actions) }
        clock += 1
        slots[slot].use = .cached
        slots[slot].goal = []
        slots[slot].lastUse = clock
        removeCovered(by: slot, actions: &actions)
        trimCache(actions: &actions)
    }

    /// A cached sequence that another one begins with is of no further use.
    private mutating func removeCovered(by slot: Int, actions: inout [MemoryAction]) {
        for other in slots.indices where other != slot && slots[other].use == .cached {
            guard slots[other].adapter == slots[slot].adapter else { continue }
            if slots[slot].tokens.starts(with: slots[other].tokens) { release(other, actions: &actions) }
        }
    }

    /// Keeps the cache within its budget, and always its newest sequence.
    private mutating func trimCache(actions: inout [MemoryAction]) {
        let budget = settings.cachedCells / max(1, runningCount)
        while cachedCount > 1 || (cachedCount == 1 && runningCount > 0) {
            let held = slots.indices.reduce(0) { $0 + (slots[$1].use == .cached ? ledger.exclusive(to: $1) : 0) }
            guard held > budget || cachedCount > settings.cached, let oldest = oldestCached() else { return }
            release(oldest, actions: &actions)
        }
    }

    /// Frees a slot and forgets its tokens.
    mutating func release(_ slot: Int, actions: inout [MemoryAction]) {
        ledger.truncate(slot, to: 0)
        slots[slot] = Slot()
        actions.append(.remove(slot))
    }

    /// Forgets all cached sequences.
    ///
    /// - Returns: false when there were none.
    @discardableResult
    mutating func dropCache(actions: inout [MemoryAction]) -> Bool {
        let cached = slots.indices.filter { slots[$0].use == .cached }
        for slot in cached { release(slot, actions: &actions) }
        return !cached.isEmpty
    }
}
