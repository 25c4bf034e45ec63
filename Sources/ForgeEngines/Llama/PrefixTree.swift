/// Token sequences by their beginnings: a radix tree, in which sequences share the nodes of what they have in common.
///
/// Pure bookkeeping. Every leaf is the end of a sequence that was inserted; a sequence that another one continues may end
/// inside.
struct PrefixTree {
    typealias Key = Int

    private struct Node {
        /// Tokens between the parent and here; never empty but at the root.
        var tokens: ArraySlice<Int32>
        var parent: Int?
        var children: [Int32: Int] = [:]
        /// The sequence that ends here.
        var key: Key?
    }

    private var nodes: [Int: Node] = [0: Node(tokens: [], parent: nil)]
    private var places: [Key: Int] = [:]
    private var nextNode = 1
    /// Tokens in all nodes: what is common to several sequences counts once.
    private(set) var tokenCount = 0

    var count: Int { places.count }

    /// How far a sequence of the tree agrees with these tokens, and which one: of several any one.
    func longest(_ tokens: ArraySlice<Int32>) -> (key: Key, length: Int)? {
        let end = walk(tokens)
        guard end.length > 0, let key = anyKey(below: end.node) else { return nil }
        return (key, end.length)
    }

    /// - Returns: the key of the same sequence when it is there already, otherwise nil.
    mutating func insert(_ tokens: ArraySlice<Int32>, as key: Key) -> Key? {
        let end = walk(tokens)
        var node = end.node
        if end.inside < nodes[node]?.tokens.count ?? 0 { node = split(node, at: end.inside) }
        let rest = tokens.dropFirst(end.length)
        if let first = rest.first {
            let leaf = add(Node(tokens: rest, parent: node))
            nodes[node]?.children[first] = leaf
            node = leaf
        }
        if let same = nodes[node]?.key { return same }
        nodes[node]?.key = key
        places[key] = node
        return nil
    }

    mutating func remove(_ key: Key) {
        guard let node = places.removeValue(forKey: key) else { return }
        nodes[node]?.key = nil
        prune(node)
    }

    /// Sequences that these tokens continue.
    func beginnings(of tokens: ArraySlice<Int32>) -> [Key] {
        let end = walk(tokens)
        var keys: [Key] = []
        var node = end.inside == nodes[end.node]?.tokens.count ? end.node : nodes[end.node]?.parent
        while let current = node, let value = nodes[current] {
            if let key = value.key { keys.append(key) }
            node = value.parent
        }
        return keys
    }

    // MARK: Walking

    /// The deepest node that is entered, how many of its tokens agree, and how many do from the root.
    private func walk(_ tokens: ArraySlice<Int32>) -> (node: Int, inside: Int, length: Int) {
        var (node, inside, length) = (0, 0, 0)
        while let next = tokens.dropFirst(length).first.flatMap({ nodes[node]?.children[$0] }), let child = nodes[next]
        {
            node = next
            inside = PrefixPool.commonPrefix(child.tokens, tokens.dropFirst(length))
            length += inside
            if inside < child.tokens.count { break }
        }
        return (node, inside, length)
    }

    private func anyKey(below node: Int) -> Key? {
        var next = nodes[node]
        while let current = next {
            if let key = current.key { return key }
            next = current.children.values.first.flatMap { nodes[$0] }
        }
        return nil
    }

    // MARK: Changing

    private mutating func add(_ node: Node) -> Int {
        defer { nextNode += 1 }
        nodes[nextNode] = node
        tokenCount += node.tokens.count
        return nextNode
    }

    /// Divides a node's tokens and returns the new node above it.
    private mutating func split(_ node: Int, at count: Int) -> Int {
        guard let old = nodes[node], let parent = old.parent, let first = old.tokens.first else { return node }
        let upper = add(Node(tokens: old.tokens.prefix(count), parent: parent))
        let rest = old.tokens.dropFirst(count)
        tokenCount -= count
        nodes[node]?.tokens = rest
        nodes[node]?.parent = upper
        if let next = rest.first { nodes[upper]?.children[next] = node }
        nodes[parent]?.children[first] = upper
        return upper
    }

    /// Removes nodes that nothing ends at or below, and joins those that no longer part anything.
    private mutating func prune(_ node: Int) {
        guard let value = nodes[node], value.key == nil, let parent = value.parent, let first = value.tokens.first
        else { return }
        if value.children.isEmpty {
            nodes[node] = nil
            tokenCount -= value.tokens.count
            nodes[parent]?.children[first] = nil
            return prune(parent)
        }
        guard value.children.count == 1, let only = value.children.values.first, let child = nodes[only] else { return }
        nodes[only]?.tokens = (Array(value.tokens) + child.tokens)[...]
        nodes[only]?.parent = parent
        nodes[parent]?.children[first] = only
        nodes[node] = nil
    }
}
