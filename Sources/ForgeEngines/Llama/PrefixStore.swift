/// What sequences held when their place was needed, in main memory within a budget: the longest unused go first.
///
/// Keys and values of a token depend on the tokens before it alone (and on the adapter), so a copy serves every prompt that
/// begins alike. Restoring one is a copy of memory; at 100,000 bytes a token still a hundred times faster than
/// computing it.
struct PrefixStore {
    private struct Entry {
        var memory: [UInt8]
        var adapter: String
        var lastUse: Int
        var isPinned: Bool
    }

    /// Bytes at most.
    let budget: Int
    private(set) var bytes = 0
    private var trees: [String: PrefixTree] = [:]
    private var entries: [PrefixTree.Key: Entry] = [:]
    private var clock = 0

    init(budget: Int) { self.budget = budget }

    var count: Int { entries.count }

    /// The copy that has most of a prompt's beginning.
    func longest(_ claim: PrefixPool.Claim) -> (key: PrefixTree.Key, length: Int)? {
        trees[claim.adapter ?? ""]?.longest(claim.prompt)
    }

    /// Whether there is next to nothing in these tokens that is not here already.
    func covers(_ claim: PrefixPool.Claim) -> Bool {
        let length = longest(claim)?.length ?? 0
        return claim.prompt.count - length < max(Self.leastNews, claim.prompt.count / 4)
    }

    /// Fewer new tokens are not worth a copy of all.
    static let leastNews = 64

    /// The memory to restore, which counts as a use.
    mutating func take(_ key: PrefixTree.Key) -> [UInt8]? {
        clock += 1
        entries[key]?.lastUse = clock
        return entries[key]?.memory
    }

    /// Pins the copy that covers a prompt.
    mutating func pin(_ claim: PrefixPool.Claim) {
        if let key = longest(claim)?.key { entries[key]?.isPinned = true }
    }

    /// Keeps a copy, when others can make room for it; those that it continues are dropped.
    ///
    /// - Returns: false when there is no room.
    @discardableResult
    mutating func keep(_ memory: [UInt8], of claim: PrefixPool.Claim, isPinned: Bool = false) -> Bool {
        let pinned = entries.values.reduce(0) { $0 + ($1.isPinned ? $1.memory.count : 0) }
        guard memory.count <= budget - pinned else { return false }
        clock += 1
        let adapter = claim.adapter ?? ""
        var isPinned = isPinned
        for key in trees[adapter]?.beginnings(of: claim.prompt) ?? [] {
            isPinned = isPinned || entries[key]?.isPinned ?? false
            drop(key)
        }
        while bytes + memory.count > budget, let oldest = leastUsed { drop(oldest) }
        trees[adapter, default: PrefixTree()].insertNew(claim.prompt, as: clock)
        entries[clock] = Entry(memory: memory, adapter: adapter, lastUse: clock, isPinned: isPinned)
        bytes += memory.count
        return true
    }

    mutating func removeAll() {
        trees = [:]
        entries = [:]
        bytes = 0
    }

    private var leastUsed: PrefixTree.Key? {
        entries.filter { !$0.value.isPinned }.min { $0.value.lastUse < $1.value.lastUse }?.key
    }

    private mutating func drop(_ key: PrefixTree.Key) {
        guard let entry = entries.removeValue(forKey: key) else { return }
        bytes -= entry.memory.count
        trees[entry.adapter]?.remove(key)
    }
}

extension PrefixTree {
    /// Inserts what is known not to be there: an equal sequence is one of its own beginnings, which were removed.
    fileprivate mutating func insertNew(_ tokens: ArraySlice<Int32>, as key: Key) { _ = insert(tokens, as: key) }
}
