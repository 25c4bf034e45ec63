import Foundation
import Synchronization
import Testing

@testable import ForgeNetworks

@Suite struct NetworkRunnerTests {
    /// Answers with a sequence's length after some time, and remembers the sizes of its batches.
    private final class Slow: Network {
        let outputs = 1, vocabulary = 10, tokenTypes = 1, positions = 1000
        let batches = Mutex<[Int]>([])
        let time: TimeInterval

        init(time: TimeInterval) { self.time = time }

        func run(_ batch: PackedBatch, in workspace: inout Workspace) -> [[Float]] {
            batches.withLock { $0.append(batch.sequences.count) }
            Thread.sleep(forTimeInterval: time)
            return batch.sequences.map { [Float($0.ids.count)] }
        }
    }

    private func sequence(_ length: Int) -> TokenSequence {
        TokenSequence(ids: Array(repeating: 1, count: length), typed: nil)
    }

    @Test("many calls at once are merged, and every caller gets its own rows in order")
    func merging() async throws {
        let network = Slow(time: 0.01)
        let runner = NetworkRunner(network, threads: 2, batchTokens: 1000, name: "test")
        try await withThrowingTaskGroup(of: Void.self) { group in
            for length in 1...100 {
                group.addTask {
                    let rows = try await runner.run([sequence(length), sequence(length + 1)])
                    #expect(rows == [[Float(length)], [Float(length + 1)]])
                }
            }
            try await group.waitForAll()
        }
        let batches = network.batches.withLock { $0 }
        #expect(batches.reduce(0, +) == 200)
        #expect(batches.count < 100)
        #expect(try await runner.run([]).isEmpty)
    }

    @Test("a cancelled call ends at once, and what it left waiting is not computed")
    func cancellation() async throws {
        let network = Slow(time: 0.01)
        let runner = NetworkRunner(network, threads: 1, batchTokens: 10, name: "test")
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                await #expect(throws: CancellationError.self) {
                    try await runner.run(Array(repeating: self.sequence(10), count: 10_000))
                }
            }
            while network.batches.withLock({ $0.isEmpty }) { try? await Task.sleep(for: .milliseconds(5)) }
            group.cancelAll()
        }
        #expect(try await runner.run([sequence(3)]) == [[3]])
        // All of them would have taken 100 seconds; how many ran before the cancellation depends on the machine.
        #expect(network.batches.withLock { $0.count } < 9_000)
    }
}
