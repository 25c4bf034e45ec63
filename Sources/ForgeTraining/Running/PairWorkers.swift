import Dispatch
import ForgeNetworks
import Synchronization

/// Computes pairs on several threads, a whole pair on each, with nothing to wait for between them.
///
/// What a pair gives depends on nothing but the pair, and sums are made in the order of the pairs: the number of
/// threads changes no bit of a result.
final class PairWorkers: Sendable {
    /// One thread's memory. Unchecked, because only the iteration of that number touches it, and iterations of one call
    /// end before the next call begins.
    private final class Place: @unchecked Sendable {
        var arena = Arena()
    }

    private let places: [Place]

    init(threads: Int) { places = (0..<max(1, threads)).map { _ in Place() } }

    var threads: Int { places.count }
    /// Bytes that all threads have taken for passes.
    var bytes: Int { places.reduce(0) { $0 + $1.arena.bytes } }

    /// One result per index, in order. Stops early, with nil for what was not computed, when `stops` says so.
    func map<Result: Sendable>(
        _ count: Int, stops: @Sendable () -> Bool = { false },
        _ body: @Sendable (_ index: Int, _ arena: inout Arena) -> Result
    ) -> [Result?] {
        let next = Atomic(0)
        let results = Mutex([Result?](repeating: nil, count: count))
        DispatchQueue.concurrentPerform(iterations: min(places.count, max(1, count))) { worker in
            while !stops() {
                let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
                guard index < count else { return }
                let result = body(index, &places[worker].arena)
                results.withLock { $0[index] = result }
            }
        }
        return results.withLock { $0 }
    }
}

/// The sum of gradients in the order of their indices, whichever comes first.
final class GradientSum: Sendable {
    private struct State {
        var sum: [Float]
        var waiting: [Int: Memory] = [:]
        var spare: [Memory] = []
        var next = 0
    }

    private let count: Int
    private let state: Mutex<State>

    init(count: Int) {
        self.count = count
        state = Mutex(State(sum: [Float](repeating: 0, count: count)))
    }

    func begin() {
        state.withLock { state in
            for index in 0..<count { state.sum[index] = 0 }
            state.waiting = [:]
            state.next = 0
        }
    }

    /// Memory for one gradient, which `add` takes back.
    func buffer() -> Memory {
        state.withLock { $0.spare.popLast() } ?? Memory(zeroedBytes: count * MemoryLayout<Float>.size)
    }

    func add(_ gradient: Memory, at index: Int) {
        state.withLock { state in
            state.waiting[index] = gradient
            while let next = state.waiting.removeValue(forKey: state.next) {
                let floats = next.floats
                state.sum.withUnsafeMutableBufferPointer { sum in
                    for index in 0..<count { sum[index] += floats[index] }
                }
                state.spare.append(next)
                state.next += 1
            }
        }
    }

    /// - Precondition: all were added.
    func total() -> [Float] { state.withLock { $0.sum } }
}
