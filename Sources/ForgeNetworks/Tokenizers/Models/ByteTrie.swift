/// Byte strings with an id each, found by walking along a text.
struct ByteTrie: Sendable {
    typealias Node = UInt32
    static let root: Node = 0

    private var edges: IntegerTable
    /// Per node the id of the string that ends there, -1 for none.
    private var ids: [Int32] = [-1]

    init(capacity: Int = 0) {
        edges = IntegerTable(capacity: capacity)
        ids.reserveCapacity(capacity)
    }

    /// A string that is already there gets the new id.
    mutating func insert(_ bytes: some Sequence<UInt8>, id: Int32) {
        var node = Self.root
        for byte in bytes {
            if let next = child(of: node, byte) {
                node = next
            } else {
                let next = Node(ids.count)
                edges.set(Self.key(node, byte), to: UInt64(next))
                ids.append(-1)
                node = next
            }
        }
        ids[Int(node)] = id
    }

    private static func key(_ node: Node, _ byte: UInt8) -> UInt64 { UInt64(node) << 8 | UInt64(byte) }

    func child(of node: Node, _ byte: UInt8) -> Node? {
        edges[Self.key(node, byte)].map { Node(truncatingIfNeeded: $0) }
    }

    /// The node at the end of these bytes, when some string begins with them.
    func node(at bytes: some Sequence<UInt8>) -> Node? {
        var node = Self.root
        for byte in bytes {
            guard let next = child(of: node, byte) else { return nil }
            node = next
        }
        return node
    }

    func id(at node: Node) -> Int32? {
        let id = ids[Int(node)]
        return id < 0 ? nil : id
    }

    func id(of bytes: some Sequence<UInt8>) -> Int32? { node(at: bytes).flatMap { id(at: $0) } }

    /// The longest string from `start` on, beginning at a node.
    @inline(__always)
    func longestMatch(
        in bytes: UnsafeBufferPointer<UInt8>, from start: Int, to end: Int, at node: Node = root
    ) -> (id: Int32, end: Int)? {
        var node = node
        var best: (id: Int32, end: Int)?
        var position = start
        while position < end, let next = child(of: node, bytes[position]) {
            node = next
            position += 1
            if let id = id(at: node) { best = (id, position) }
        }
        return best
    }
}
