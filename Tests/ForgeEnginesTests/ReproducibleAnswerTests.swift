import ForgeCore
import ForgeTesting
import Testing

@testable import ForgeEngines

/// Greedy answers are compared with those of the same engine when it has nothing else to do.
@Suite(.serialized, .enabled(if: TestModel.isAvailable, "\(TestModel.hint)"))
struct `Reproducible answers` {
    private static let examples = (1...9).map { "Question: What is \($0) plus \($0)?\nAnswer: \($0 + $0)\n\n" }.joined()

    /// Long and short prompts, with a common beginning and without; some go beyond 256 tokens.
    private static let prompts: [Prompt] = (0..<24).map { index in
        let question = "Question: Why do \(index + 2) \(["bees", "rivers", "clocks"][index % 3]) matter?\nAnswer:"
        return switch index % 4 {
        case 0: .text(question)
        case 1: .text(examples + question)
        case 2: .chat([.init(.user, "Tell me about the number \(index) in one sentence.")])
        default: .text(String(repeating: "The cat number \(index) sat on the mat. ", count: 6 + index) + question)
        }
    }

    private func load(_ options: LlamaEngineOptions) async throws -> LlamaEngine {
        var options = options
        options.gpuLayers = .none
        return try await LlamaEngine.load(path: #require(TestModel.path), options: options)
    }

    private func answers(
        _ engine: LlamaEngine, to prompts: [Prompt] = Self.prompts, concurrency: Int
    ) async throws -> [[Int]] {
        try await Workload(engine, maxTokens: 16).run(prompts, concurrency: concurrency).generations.map(\.tokens)
    }

    @Test func `A greedy answer depends on nothing but its prompt`() async throws {
        let alone = try await load(.init(parallelSequences: 16, threads: 2, prefixCache: false))
        let expected = try await answers(alone, concurrency: 1)
        await alone.shutdown()
        #expect(Set(expected).count > 12, "the prompts have answers of their own")

        let busy = try await load(.init(parallelSequences: 16, threads: 2))
        #expect(try await answers(busy, concurrency: 24) == expected, "all at once")
        #expect(try await answers(busy, concurrency: 24) == expected, "with a warm cache")
        #expect(try await answers(busy, concurrency: 1) == expected, "one at a time with a warm cache")
        #expect(
            try await answers(busy, to: Self.prompts.reversed(), concurrency: 5) == expected.reversed(),
            "in another order at another concurrency")
        await busy.clearCache()
        let half = Array(Self.prompts.prefix(12))
        #expect(try await answers(busy, to: half, concurrency: 3) == Array(expected.prefix(12)), "after clearing")
        await busy.shutdown()

        let small = try await load(
            .init(parallelSequences: 8, threads: 1, adaptiveThreads: false, batchSize: 16))
        #expect(try await answers(small, concurrency: 24) == expected, "in small pieces on one thread")
        await small.shutdown()
    }

    @Test(arguments: [16, 23, 63, 512])
    func `Pieces of a prompt start at multiples of eight and leave at least as much`(most: Int) {
        for count in 1...600 {
            var remaining = count
            while remaining > most {
                let piece = LlamaRuntime.pieceLength(of: remaining, most: most)
                #expect(piece > 0 && piece % 8 == 0 && piece <= most && remaining - piece >= 8)
                guard piece > 0 else { return }
                remaining -= piece
            }
        }
    }
}
