import ForgeAgents
import ForgeCore
import ForgeTesting
import Testing

@testable import ForgeEngines

@Suite(.serialized, .enabled(if: TestModel.isAvailable, "\(TestModel.hint)"))
struct `Grammars` {
    private func load() async throws -> LlamaEngine {
        try await LlamaEngine.load(
            path: #require(TestModel.path), options: .init(contextLength: 1024, parallelSequences: 4, gpuLayers: .none))
    }

    private func ask(_ text: String, _ grammar: String, seed: UInt64? = nil, maxTokens: Int = 60) -> GenerationRequest {
        GenerationRequest(
            prompt: .text(text), maxTokens: maxTokens,
            sampling: SamplingOptions(temperature: seed == nil ? 0 : 1.5, seed: seed ?? 0), grammar: grammar)
    }

    @Test func `Greedy and sampled outputs follow the grammar to its end`() async throws {
        let engine = try await load()
        let grammar = #"root ::= "[" [a-f]{3} ", " ("yes" | "no") "] é👋" [0-9]+ "\n""#
        for seed in [nil, 1, 2, 3, 4] as [UInt64?] {
            let output = try await engine.generate(ask("Tell me a story about", grammar, seed: seed, maxTokens: 200))
            let isValid = output.text.wholeMatch(of: /\[[a-f]{3}, (yes|no)\] é👋[0-9]+\n/) != nil
            let isCut = output.finishReason == .length && output.text.hasPrefix("[")
            #expect(isValid && output.finishReason == .endOfTurn || isCut, "\(output.text)")
        }
        await engine.shutdown()
    }

    @Test func `Requests with, without and with other grammars share a batch and do not disturb one another`()
        async throws
    {
        let engine = try await load()
        let free = GenerationRequest(prompt: .text("The capital of France is"), maxTokens: 12)
        let alone = try await engine.generate(free).text
        async let first = engine.generate(ask("Pick:", #"root ::= "red" | "blue""#))
        async let second = engine.generate(ask("Pick:", #"root ::= [0-9]{4}"#, seed: 7))
        async let third = engine.generate(free)
        let texts = try await [first.text, second.text, third.text]
        #expect(["red", "blue"].contains(texts[0]))
        #expect(texts[1].wholeMatch(of: /[0-9]{4}/) != nil)
        #expect(texts[2] == alone)
        await engine.shutdown()
    }

    @Test func `A sampled output repeats with its seed`() async throws {
        let engine = try await load()
        let request = ask("Numbers:", #"root ::= ([0-9]{2} " "){5}"#, seed: 11)
        let first = try await engine.generate(request).text
        #expect(try await engine.generate(request).text == first)
        await engine.shutdown()
    }

    @Test func `An invalid grammar is an error of its request alone`() async throws {
        let engine = try await load()
        let grammars = [
            "", "  \n", "root ::= \"a", "start ::= \"a\"", "root ::= other", "root ::= root \"a\"", "root ::= [a-",
            "root = \"a\"", String(repeating: "(", count: 5000), "\u{0}",
        ]
        for grammar in grammars {
            let error = await #expect(throws: EngineError.self) { try await engine.generate(ask("x", grammar)) }
            #expect(error?.code == "request.invalid" && error?.kind == .invalidInput, "\(grammar.prefix(20))")
        }
        #expect(try await !engine.generate(GenerationRequest(prompt: .text("One, two,"), maxTokens: 4)).text.isEmpty)
        await engine.shutdown()
    }

    @Test(arguments: [false, true])
    func `An agent's steps are always valid`(isForced: Bool) async throws {
        let engine = try await load()
        let tools = try Toolbox([CalculatorTool(), LookupTool(), FinishTool()]).specs
        var options = ReActOptions()
        options.usesGrammar = true
        let grammar = ReActGrammar(tools: tools, options: options).text(isForced: isForced)
        for seed in [nil, 5, 6] as [UInt64?] {
            let request = ask("Question: What is 3 + 4?\nThought:", grammar, seed: seed, maxTokens: 400)
            let output = try await engine.generate(request)
            guard output.finishReason == .endOfTurn else { continue }
            let text = output.text
            let isStep =
                text.contains(/\n(Action: (calculator|lookup)\[[^\[\]\n]+\]|Answer: [^\n]+)$/) && text.hasPrefix(" ")
            #expect(isForced ? !text.contains("\n") : isStep, "\(text)")
        }
        await engine.shutdown()
    }
}

@Suite("The scripted engine and grammars")
struct ScriptedGrammarTests {
    @Test func `it keeps the grammar in its log and answers from its script`() async throws {
        let engine = ScriptedEngine(.ordered(["free"]))
        let request = GenerationRequest(prompt: .text("x"), grammar: "root ::= \"bound\"")
        #expect(try await engine.generate(request).text == "free")
        #expect(engine.requests[0].grammar == "root ::= \"bound\"")
        #expect(engine.info.engine == "scripted")
    }
}
