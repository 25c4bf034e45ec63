import Dispatch
import ForgeNetworks
import Foundation
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
///
/// Unchecked, because everything that changes is touched only between `lock` and `unlock` of the condition.
final class GradientSum: @unchecked Sendable {
    private let count: Int
    /// How many gradients may be computed or wait at the same time, as `MemoryEstimate` counts them.
    private let most: Int
    private let changed = NSCondition()
    private var sum: [Float]
    private var waiting: [Int: Memory] = [:]
    private var spare: [Memory] = []
    private var next = 0
    private var taken = 0

    init(count: Int, threads: Int) {
        self.count = count
        most = 2 * max(1, threads)
        sum = [Float](repeating: 0, count: count)
    }

    /// - Precondition: no thread is computing gradients.
    func begin() {
        changed.withLock {
            for index in 0..<count { sum[index] = 0 }
            spare += waiting.values
            waiting = [:]
            next = 0
            taken = 0
        }
    }

    /// Memory for one gradient, which `add` takes back. Waits while too many others wait for a slower one before them.
    ///
    /// Indices are given out in order, so the next one to be added always has its thread, and that thread never waits.
    func buffer(for index: Int) -> Memory {
        changed.withLock {
            while index != next, taken >= most - 1 { changed.wait() }
            taken += 1
            return spare.popLast() ?? Memory(zeroedBytes: count * MemoryLayout<Float>.size)
        }
    }

    func add(_ gradient: Memory, at index: Int) {
        changed.withLock {
            waiting[index] = gradient
            while let gradient = waiting.removeValue(forKey: next) {
                let floats = gradient.floats
                sum.withUnsafeMutableBufferPointer { sum in
                    for index in 0..<count { sum[index] += floats[index] }
                }
                spare.append(gradient)
                next += 1
                taken -= 1
            }
            changed.broadcast()
        }
    }

    /// - Precondition: all were added.
    func total() -> [Float] { changed.withLock { sum } }
}
