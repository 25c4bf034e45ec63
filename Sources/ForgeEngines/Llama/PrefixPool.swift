/// A change to the key-value memory that follows from a decision of `PrefixPool`.
enum MemoryAction: Hashable {
    /// Copies the first `length` tokens of a sequence over another one.
    case copy(from: Int, to: Int, length: Int)
    /// Keeps the first `length` tokens of a sequence.
    case truncate(Int, length: Int)
    case remove(Int)
    /// Copies what a sequence holds into the store, before it is lost.
    case save(Int, PrefixPool.Claim)
    /// Fills an empty sequence with the first `length` tokens of what the store has.
    case restore(Int, length: Int)
}

/// Decides which sequence slot a request gets and whose prefix it takes over.
///
/// Pure bookkeeping without a model: every decision comes with the memory actions that carry it out. A slot is free,
/// running (a request's), or resting (a finished request's tokens stay for later requests that begin like it). Every
/// slot has memory of its own, so a prefix is taken over in place from a resting slot or copied from a running one.
struct PrefixPool {
    struct Settings {
        var slots: Int
        /// Whether prompts take over what other sequences computed.
        var isSharing: Bool
        /// A prefix is taken over in multiples of this many tokens, and at least as many are left to compute.
        var multiple = 1
        /// Waiting for another request's prompt, or copying its memory, must spare at least this many tokens.
        var worthCopying = 32
        /// Whether a request may wait for what another one is computing. Members of a static batch may not.
        var mayWait = true
        /// Whether what a sequence holds is saved before it is lost.
        var isSaving = false
    }

    /// What a request needs of the pool.
    struct Claim: Hashable {
        var prompt: ArraySlice<Int32>
        var adapter: String?
        /// How many tokens of the prompt the store has.
        var stored = 0
    }

    enum Decision: Equatable {
        case started(slot: Int, shared: Int)
        /// A running request is computing a prefix that this one shares.
        case waitForPrefix
        case noRoom
    }

    private enum Use { case free, running, resting }

    private struct Slot {
        var use = Use.free
        /// Tokens whose keys and values are in memory.
        var tokens: [Int32] = []
        /// The whole prompt of a running request.
        var goal: ArraySlice<Int32> = []
        var adapter: String?
        var lastUse = 0
    }

    private var settings: Settings
    private var slots: [Slot]
    private var clock = 0

    init(settings: Settings) {
        self.settings = settings
        slots = Array(repeating: Slot(), count: settings.slots)
    }

    /// Does with fewer slots; before any was used.
    mutating func keep(slots count: Int) {
        settings.slots = count
        slots = Array(slots.prefix(count))
    }

    var slotCount: Int { slots.count }
    var runningSlots: [Int] { slots.indices.filter { slots[$0].use == .running } }
    var restingCount: Int { slots.count { $0.use == .resting } }

    /// What a slot holds, as a claim that it would serve.
    func contents(of slot: Int) -> Claim { Claim(prompt: slots[slot].tokens[...], adapter: slots[slot].adapter) }

    /// How many of a slot's tokens are in memory.
    func length(of slot: Int) -> Int { slots[slot].tokens.count }

    // MARK: Admission

    mutating func admit(_ claim: Claim, actions: inout [MemoryAction]) -> Decision {
        guard let vacant = vacantSlot() else { return .noRoom }
        let best = bestPrefix(for: claim)
        let stored = settings.isSharing ? cut(claim.stored, claim) : 0
        if isWorthWaiting(claim, shared: max(best.length, stored)) { return .waitForPrefix }
        clock += 1
        if stored >= best.length + settings.worthCopying {
            _ = start(claim, in: vacant, actions: &actions)
            actions.append(.restore(vacant, length: stored))
            occupy(vacant, with: claim, shared: stored)
            return .started(slot: vacant, shared: stored)
        }
        guard let source = best.slot, best.length > 0 else { return start(claim, in: vacant, actions: &actions) }
        slots[source].lastUse = clock
        if slots[source].use == .resting {
            let lost = slots[source].tokens.count - best.length
            if lost > best.length, lost > settings.worthCopying { save(source, actions: &actions) }
            actions.append(.truncate(source, length: best.length))
            occupy(source, with: claim, shared: best.length)
            return .started(slot: source, shared: best.length)
        }
        guard best.length >= settings.worthCopying else { return start(claim, in: vacant, actions: &actions) }
        actions.append(.copy(from: source, to: vacant, length: best.length))
        occupy(vacant, with: claim, shared: best.length)
        return .started(slot: vacant, shared: best.length)
    }

    private mutating func start(_ claim: Claim, in slot: Int, actions: inout [MemoryAction]) -> Decision {
        if slots[slot].use != .free {
            save(slot, actions: &actions)
            actions.append(.remove(slot))
        }
        occupy(slot, with: claim, shared: 0)
        return .started(slot: slot, shared: 0)
    }

    private func save(_ slot: Int, actions: inout [MemoryAction]) {
        let tokens = slots[slot].tokens
        guard settings.isSaving, slots[slot].use == .resting, tokens.count > settings.worthCopying else { return }
        actions.append(.save(slot, Claim(prompt: tokens[...], adapter: slots[slot].adapter)))
    }

    private mutating func occupy(_ slot: Int, with claim: Claim, shared: Int) {
        slots[slot] = Slot(
            use: .running, tokens: Array(claim.prompt.prefix(shared)), goal: claim.prompt, adapter: claim.adapter,
            lastUse: clock)
    }

    /// The slot that has most of the prompt's beginning in memory; of equals a resting one, which needs no copy.
    ///
    /// A prompt that goes on from all that a slot holds gets that slot. One that only begins like many others (an agent's
    /// instructions) takes the slot that rests shortest, of those that spare about as much: a caller that was just
    /// answered sends the next request, while agents that wait for a tool come back for what their slots hold.
    private func bestPrefix(for claim: Claim) -> (slot: Int?, length: Int) {
        guard settings.isSharing else { return (nil, 0) }
        let lengths = slots.map { slot in
            slot.use == .free || slot.adapter != claim.adapter ? 0 : shareable(slot.tokens[...], claim)
        }
        guard let longest = lengths.max(), longest > 0 else { return (nil, 0) }
        let equals = slots.indices.filter { lengths[$0] == longest }
        let best = equals.last { slots[$0].use == .resting } ?? equals[0]
        let lost = slots[best].tokens.count - longest
        guard slots[best].use == .resting, lost > settings.worthCopying else { return (best, longest) }
        let others = slots.indices.filter {
            slots[$0].use == .resting && lengths[$0] > 0 && lengths[$0] > longest - settings.worthCopying
        }
        let latest = others.max { slots[$0].lastUse < slots[$1].lastUse } ?? best
        return (latest, lengths[latest])
    }

    private func shareable(_ tokens: ArraySlice<Int32>, _ claim: Claim) -> Int {
        cut(Self.commonPrefix(tokens, claim.prompt), claim)
    }

    /// As much of a common beginning as may be taken over.
    private func cut(_ common: Int, _ claim: Claim) -> Int {
        let most = max(0, claim.prompt.count - settings.multiple)
        return min(common, most) / settings.multiple * settings.multiple
    }

    private func isWorthWaiting(_ claim: Claim, shared: Int) -> Bool {
        guard settings.isSharing, settings.mayWait else { return false }
        return slots.contains { slot in
            guard slot.use == .running, slot.adapter == claim.adapter, slot.tokens.count < slot.goal.count else {
                return false
            }
            let coming = shareable(slot.goal, claim)
            return coming > slot.tokens.count && coming - shared >= settings.worthCopying
        }
    }

    static func commonPrefix(_ left: ArraySlice<Int32>, _ right: ArraySlice<Int32>) -> Int {
        let count = min(left.count, right.count)
        var index = 0
        while index < count, left[left.startIndex + index] == right[right.startIndex + index] { index += 1 }
        return index
    }

    /// A slot among the running ones, else a free one, else the one that rests longest.
    private func vacantSlot() -> Int? {
        if let gap = gaps.first { return gap }
        return slots.firstIndex { $0.use == .free }
            ?? slots.indices.filter { slots[$0].use == .resting }.min { slots[$0].lastUse < slots[$1].lastUse }
    }

    // MARK: Gaps

    /// Slots between running ones that are not running.
    private var gaps: [Int] {
        let running = runningSlots
        guard let first = running.first, let last = running.last else { return [] }
        return (first...last).filter { slots[$0].use != .running }
    }

    /// Moves the last running slot into a gap when the gaps cost more than a quarter of the step.
    ///
    /// llama.cpp computes sequences together only when their numbers follow one another.
    mutating func closeGap(actions: inout [MemoryAction]) -> (from: Int, to: Int)? {
        let running = runningSlots
        guard let target = gaps.first, let source = running.last, gaps.count * 4 > running.count else { return nil }
        actions.append(.copy(from: source, to: target, length: length(of: source)))
        slots[target] = slots[source]
        release(source, actions: &actions)
        return (source, target)
    }

    // MARK: Progress and end

    /// Notes tokens that were computed for a running slot.
    mutating func advance(_ slot: Int, by tokens: some Collection<Int32>) {
        slots[slot].tokens.append(contentsOf: tokens)
    }

    /// Forgets a running slot's last tokens.
    mutating func shorten(_ slot: Int, to length: Int, actions: inout [MemoryAction]) {
        guard length < slots[slot].tokens.count else { return }
        slots[slot].tokens.removeSubrange(length...)
        actions.append(.truncate(slot, length: length))
    }

    /// Ends a running slot whose request is complete; what it holds stays for requests that begin like it.
    mutating func finish(_ slot: Int, actions: inout [MemoryAction]) {
        guard settings.isSharing, !slots[slot].tokens.isEmpty else { return release(slot, actions: &actions) }
        clock += 1
        slots[slot].use = .resting
        slots[slot].goal = []
        slots[slot].lastUse = clock
    }

    /// Frees a slot and forgets its tokens.
    mutating func release(_ slot: Int, actions: inout [MemoryAction]) {
        slots[slot] = Slot()
        actions.append(.remove(slot))
    }

    /// Forgets all resting sequences.
    mutating func dropCache(actions: inout [MemoryAction]) {
        for slot in slots.indices where slots[slot].use == .resting { release(slot, actions: &actions) }
    }
}
