/// A binary heap of whole numbers.
struct SmallestFirst: Sendable {
    private var heap: [UInt64] = []

    mutating func insert(_ value: UInt64) {
        var index = heap.count
        heap.append(value)
        while index > 0 {
            let parent = (index - 1) / 2
            guard heap[parent] > value else { break }
            heap[index] = heap[parent]
            index = parent
        }
        heap[index] = value
    }

    mutating func popMin() -> UInt64? {
        guard let smallest = heap.first, let value = heap.popLast() else { return nil }
        guard !heap.isEmpty else { return smallest }
        var index = 0
        while true {
            var child = index * 2 + 1
            guard child < heap.count else { break }
            if child + 1 < heap.count, heap[child + 1] < heap[child] { child += 1 }
            guard heap[child] < value else { break }
            heap[index] = heap[child]
            index = child
        }
        heap[index] = value
        return smallest
    }
}
