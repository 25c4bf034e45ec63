import ForgeCore
import ForgeTesting
import Testing

@testable import ForgeEngines

@Suite(.serialized, .enabled(if: TestModel.isAvailable, "\(TestModel.hint)"))
struct `Batching styles` {
    private static let prompts: [Prompt] = (0..<6).map { index in
        .text(
            String(repeating: "Bees live in hives. ", count: index % 3) + "Question: What is \(index) plus 2?\nAnswer:")
    }

    private func load(
        _ batching: BatchingStyle, batch: Int? = nil, prefixCache: Bool = false, prefixBytes: Int? = nil,
        sequences: Int = 4
    ) async throws -> LlamaEngine {
        try await LlamaEngine.load(
            path: #require(TestModel.path),
            options: .init(
                contextLength: 256, parallelSequences: sequences, gpuLayers: .none, prefixCache: prefixCache,
                prefixBytes: prefixBytes, batching: batching, batch: batch, speculation: .off))
    }

    @Test func `All styles give the same answers`() async throws {
        let continuous = try await load(.continuous)
        let limits = [3, 9, 6]
        let expected = try await Workload(continuous, limits: limits).run(Self.prompts, concurrency: 6)
        await continuous.shutdown()
        #expect(expected.work.paddingTokens == 0)

        let fixed = try await load(.static, batch: 3)
        let padded = try await Workload(fixed, limits: limits).run(Self.prompts, concurrency: 3)
        await fixed.shutdown()
        #expect(padded.differing(from: expected) == 0)
        // Prompts of three lengths, and outputs of three.
        let longest = padded.generations.prefix(3).map(\.inputTokens).max() ?? 0
        let missing = padded.generations.prefix(3).reduce(0) { $0 + longest - $1.inputTokens }
        #expect(missing > 0)
        #expect(padded.work.paddingTokens > missing)
        // Told together, whatever each took.
        let latencies = padded.generations.prefix(3).map(\.latency)
        #expect((latencies.max() ?? 0) - (latencies.min() ?? 0) < 0.1)

        let sequential = try await load(.sequential)
        #expect(sequential.info.serving?.batch == 1)
        let single = try await Workload(sequential, limits: limits).run(Self.prompts, concurrency: 6)
        await sequential.shutdown()
        #expect(single.differing(from: expected) == 0)
        // Each begins when the one before has ended.
        let times = single.generations.map { (begin: $0.queueTime, end: $0.latency) }.sorted { $0.begin < $1.begin }
        for (one, next) in zip(times, times.dropFirst()) { #expect(next.begin >= one.end - 0.02) }
    }

    @Test func `A static batch that is not full begins all the same`() async throws {
        let fixed = try await load(.static, batch: 4)
        let answer = try await fixed.generate(GenerationRequest(prompt: Self.prompts[0], maxTokens: 2))
        #expect(answer.outputTokens > 0)
        await fixed.shutdown()
    }

    @Test func `Without reproducible shapes the engine still answers`() async throws {
        let engine = try await LlamaEngine.load(
            path: #require(TestModel.path),
            options: .init(
                contextLength: 256, parallelSequences: 2, gpuLayers: .none, isReproducible: false))
        #expect(engine.info.serving?.isReproducible == false)
        #expect(engine.info.serving?.speculation == .off, "guesses could change answers here")
        let answers = try await Workload(engine, maxTokens: 4).run(Self.prompts, concurrency: 3)
        #expect(answers.generations.allSatisfy { $0.outputTokens > 0 })
        await engine.shutdown()
    }

    // MARK: Prefixes

    /// More contexts than sequences, each asked about twice.
    private static let contexts: [Prompt] = (0..<2).flatMap { question in
        (0..<4).map { context in
            Prompt.text(
                "Record \(context). "
                    + String(repeating: "Stone \(context) lies beside lake \(context * 7). ", count: 9)
                    + "Question \(question): what lies there?\nAnswer:")
        }
    }

    @Test func `What sequences no longer hold is restored from memory, and changes no answer`() async throws {
        let bare = try await load(.continuous, sequences: 2)
        let expected = try await Workload(bare, maxTokens: 6).run(Self.contexts, concurrency: 1)
        await bare.shutdown()

        let sequencesOnly = try await load(.continuous, prefixCache: true, prefixBytes: 0, sequences: 2)
        let forgotten = try await Workload(sequencesOnly, maxTokens: 6).run(Self.contexts, concurrency: 1)
        await sequencesOnly.shutdown()

        let engine = try await load(.continuous, prefixCache: true, sequences: 2)
        let kept = try await Workload(engine, maxTokens: 6).run(Self.contexts, concurrency: 1)
        #expect(kept.differing(from: expected) == 0)
        #expect(forgotten.differing(from: expected) == 0)
        let again = kept.generations.suffix(4)
        #expect(again.allSatisfy { $0.cachedTokens * 10 > $0.inputTokens * 8 }, "contexts are taken over whole")
        #expect(kept.cachedTokens > forgotten.cachedTokens * 2)
        #expect(kept.work.cacheHits >= 4)
        #expect(kept.work.savedSecondsPerHit ?? 0 > 0)
        let together = try await Workload(engine, maxTokens: 6).run(Self.contexts, concurrency: 2)
        #expect(together.differing(from: expected) == 0)
        await engine.clearCache()
        #expect(try await engine.generate(GenerationRequest(prompt: Self.contexts[0], maxTokens: 1)).cachedTokens == 0)
        await engine.shutdown()
    }

    @Test func `A pinned prompt outlives others that fill the memory`() async throws {
        // Room for about two of the prompts.
        let engine = try await load(.continuous, prefixCache: true, prefixBytes: 10 << 20, sequences: 1)
        var pinned = GenerationRequest(prompt: Self.contexts[0], maxTokens: 2)
        pinned.pinsPrompt = true
        _ = try await engine.generate(pinned)
        for prompt in Self.contexts[1..<4] {
            _ = try await engine.generate(GenerationRequest(prompt: prompt, maxTokens: 2))
        }
        let again = try await engine.generate(GenerationRequest(prompt: Self.contexts[4], maxTokens: 2))
        #expect(again.cachedTokens * 10 > again.inputTokens * 8)
        await engine.shutdown()
    }
}
