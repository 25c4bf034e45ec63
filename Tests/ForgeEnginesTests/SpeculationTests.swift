import ForgeCore
import ForgeTesting
import Testing

@testable import ForgeEngines

@Suite struct `Prompt lookup` {
    @Test func `It guesses what followed the longest match, of equals the latest`() {
        #expect(PromptLookup([1, 2, 3, 4, 9, 1, 2, 3]).draft(3, of: [1, 2, 3, 4, 9, 1, 2, 3]) == [4, 9, 1])
        let tokens: [Int32] = [5, 1, 2, 7, 6, 1, 2, 8, 1, 2]
        #expect(PromptLookup(tokens).draft(1, of: tokens) == [8])
        #expect(PromptLookup(tokens).matched == 2)
    }

    @Test func `A repetition is continued`() {
        let tokens: [Int32] = [1, 2, 3, 1, 2, 3, 1, 2]
        #expect(PromptLookup(tokens).draft(7, of: tokens) == [3, 1, 2, 3, 1, 2, 3])
    }

    @Test(arguments: [[], [1], [1, 2, 3], [1, 2, 4, 2]] as [[Int32]])
    func `Without two tokens that match it guesses nothing`(tokens: [Int32]) {
        #expect(!PromptLookup(tokens).isMatching)
        #expect(PromptLookup(tokens).draft(4, of: tokens) == [])
        #expect(PromptLookup(tokens).seen(1, after: tokens) == nil)
    }

    @Test func `Following token by token finds what a new search finds`() {
        var generator = SeededGenerator(seed: 5)
        var tokens: [Int32] = [0, 1]
        var lookup = PromptLookup(tokens)
        for _ in 0..<400 {
            tokens.append(Int32.random(in: 0..<4, using: &generator))
            lookup.follow(tokens)
            let fresh = PromptLookup(tokens)
            // A match that is followed may have an equal that is later.
            #expect(lookup.matched == fresh.matched)
        }
    }
}

@Suite struct `Draft governor` {
    /// A step of 16 rows costs twice as much as one of one row, beyond that by the row.
    private let costs = StepCosts(measured: [(1, 0.01), (16, 0.02), (64, 0.08)])

    private func governor(right: Bool, after observations: Int = 200) -> DraftGovernor {
        var governor = DraftGovernor(costs: costs, rowMultiple: 1)
        for matched in 1...PromptLookup.longest {
            for _ in 0..<observations { governor.observe(.init(matched: matched, isRight: right)) }
        }
        return governor
    }

    @Test func `Guesses that are right are computed, as many as pay`() {
        #expect(governor(right: true).width(matches: [4], sequences: 1, singleRows: 1, most: 63) == 16)
        #expect(governor(right: true).width(matches: [4], sequences: 1, singleRows: 1, most: 5) == 4)
    }

    @Test func `Guesses that are wrong are not computed`() {
        #expect(governor(right: false).width(matches: [16], sequences: 1, singleRows: 1, most: 63) == nil)
    }

    @Test func `In a full batch most guesses cost more than they bring`() {
        // Only two of 16 requests have something to guess, and all would get more rows.
        let matches = [8, 8] + [Int](repeating: 0, count: 14)
        #expect(governor(right: true).width(matches: matches, sequences: 16, singleRows: 16, most: 4) == nil)
    }

    @Test func `Widths keep to the multiple of rows`() {
        var eight = DraftGovernor(costs: costs, rowMultiple: 8)
        for _ in 0..<200 { eight.observe(.init(matched: 9, isRight: true)) }
        #expect(eight.width(matches: [9], sequences: 1, singleRows: 8, most: 7) == nil)
        #expect([8, 16].contains(eight.width(matches: [9], sequences: 1, singleRows: 8, most: 63)))
    }

    @Test func `Steps that take longer than expected turn guesses off`() {
        var governor = governor(right: true)
        for _ in 0..<100 { governor.observe(rows: 16, seconds: 1) }
        for _ in 0..<5 { governor.observe(rows: 1, seconds: 0.01) }
        #expect(governor.width(matches: [4], sequences: 1, singleRows: 1, most: 63) != 16)
    }
}

/// What is guessed must never change an answer.
@Suite(.serialized, .enabled(if: TestModel.isAvailable, "\(TestModel.hint)"))
struct `Guessed tokens` {
    private static let passage = """
        The lighthouse at Skarn Point was finished in 1871 after four summers of work. Its lamp burned rapeseed oil until \
        1904, when a generator was shipped from Bergen. The keeper recorded the weather three times a day.
        """

    /// Answers that quote, that repeat themselves, and ordinary ones; some beyond 256 tokens.
    private static let prompts: [Prompt] = (0..<8).map { index in
        switch index % 4 {
        case 0:
            .chat([.init(.user, "\(passage)\n\nRepeat sentence \(index / 4 % 3 + 1) of the passage word for word.")])
        case 1: .text(String(repeating: "la la number \(index) la\n", count: 4 + index * 2))
        case 2: .chat([.init(.user, "Name \(index) colours, one after the other.")])
        default: .text("Question: Why do \(index) bees matter?\nAnswer:")
        }
    }

    private func load(_ speculation: SpeculationStyle) async throws -> LlamaEngine {
        try await LlamaEngine.load(
            path: #require(TestModel.path),
            options: .init(
                contextLength: 768, parallelSequences: 8, gpuLayers: .none, speculation: speculation))
    }

    @Test func `Greedy answers are the same tokens with and without them, alone and together`() async throws {
        let plain = try await load(.off)
        let expected = try await Workload(plain, maxTokens: 24).run(Self.prompts, concurrency: 8)
        await plain.shutdown()
        #expect(expected.work.draftedTokens == 0)
        for style in [SpeculationStyle.promptLookup, .auto] {
            let engine = try await load(style)
            #expect(engine.info.serving?.speculation == style)
            for concurrency in [1, 5] {
                await engine.clearCache()
                let answers = try await Workload(engine, maxTokens: 24).run(Self.prompts, concurrency: concurrency)
                #expect(answers.differing(from: expected) == 0, "\(style), \(concurrency) together")
                #expect(answers.generations.map(\.finishReason) == expected.generations.map(\.finishReason))
                #expect(answers.outputTokens == expected.outputTokens)
                let work = answers.work
                #expect(work.acceptedTokens <= work.draftedTokens)
                if style == .promptLookup { #expect(work.acceptedTokens > 20, "some guesses must have been right") }
            }
            await engine.shutdown()
        }
    }

    @Test func `Sampled answers and grammars are not guessed at`() async throws {
        let engine = try await load(.promptLookup)
        var request = GenerationRequest(prompt: Self.prompts[1], maxTokens: 12)
        request.sampling = .init(temperature: 1, seed: 3)
        #expect(try await engine.generate(request).work?.draftedTokens == 0)
        request.sampling = .init()
        request.grammar = "root ::= \"la\"+"
        #expect(try await engine.generate(request).work?.draftedTokens == 0)
        request.grammar = nil
        #expect(try await engine.generate(request).work?.draftedTokens ?? 0 > 0)
        await engine.shutdown()
    }
}
