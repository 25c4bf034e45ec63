import ForgeCore
import ForgeEngines
import Testing

@testable import ForgeLab

@Suite("Methods")
struct MethodTests {
    private let math = Sample(id: "m", question: "What is 2 + 3?", answers: ["#### 5"], task: .math)

    private func bench(_ engine: ScriptedEngine, generation: GenerationConfig = .init()) -> Bench {
        Bench(
            engine: engine, settings: BenchSettings(generation: generation, seed: 7), experimentID: "e", index: 0)
    }

    private func method(_ name: String, _ options: [String: JSONValue] = [:]) throws -> any Method {
        try Methods.make(MethodConfig(name: name, options: options))
    }

    @Test func `naive takes the first line and logs one call`() async throws {
        let bench = bench(ScriptedEngine(.ordered(["5\nQuestion: What is 3 + 3?"])))
        let answer = try await method("naive").answer(math, using: bench)
        #expect(answer.answer.text == "5")
        #expect(bench.calls.map(\.purpose) == ["answer"])
    }

    @Test func `chain of thought finds its marker and says so`() async throws {
        let bench = bench(ScriptedEngine(.ordered(["2 and 3 make 5.\nAnswer: 5"])))
        let answer = try await method("cot").answer(math, using: bench)
        #expect(answer.answer.text == "5")
        #expect(answer.answer.source == .answerMarker)
    }

    @Test func `the second call sees the reasoning and its answer counts`() async throws {
        let engine = ScriptedEngine(.ordered(["2 and 3 make five", "5"]))
        let bench = bench(engine)
        let answer = try await method("cot", ["extraction": "second-call"]).answer(math, using: bench)
        #expect(answer.answer.text == "5")
        #expect(bench.calls.map(\.purpose) == ["answer", "extraction"])
        #expect(bench.calls[1].prompt.contains("2 and 3 make five\nTherefore, the answer (arabic numerals) is"))
    }

    @Test func `self-consistency takes the majority, not the first`() async throws {
        let bench = bench(
            ScriptedEngine(
                .closure { request in
                    // Which chain it is shows in its seed only, as with a model.
                    request.sampling.seed % 3 == 0 ? "Answer: 4" : "Answer: 5"
                }))
        let answer = try await method("self-consistency", ["samples": 15]).answer(math, using: bench)
        #expect(answer.answer.text == "5")
        #expect(answer.answer.source == .majority)
        #expect(bench.calls.map(\.step) == Array(0..<15))
        #expect(answer.trace["votes"]?.array?.count == 15)
    }

    @Test func `every call of a sample has its own seed, and the same again next time`() async throws {
        var seeds: [[UInt64]] = []
        for _ in 0..<2 {
            let engine = ScriptedEngine(.closure { _ in "Answer: 5" })
            _ = try await method("self-consistency", ["samples": 8]).answer(math, using: bench(engine))
            seeds.append(engine.requests.map(\.sampling.seed).sorted())
        }
        #expect(Set(seeds[0]).count == 8)
        #expect(seeds[0] == seeds[1])
    }

    @Test func `the config's token limit and stops go before and beside the method's`() async throws {
        let engine = ScriptedEngine(.closure { _ in "5" })
        let generation = GenerationConfig(maxTokens: 9, stop: ["###"])
        _ = try await method("naive", ["format": "plain"]).answer(math, using: bench(engine, generation: generation))
        #expect(engine.requests[0].maxTokens == 9)
        #expect(engine.requests[0].stop == ["\n", "###"])
    }

    @Test func `an empty output is no answer and flagged`() async throws {
        let answer = try await method("cot").answer(math, using: bench(ScriptedEngine(.ordered(["  \n "]))))
        #expect(answer.answer.text == nil)
        #expect(answer.answer.flags.contains(.empty))
    }

    @Test(
        arguments: [
            ("naive", ["shots": 99]), ("naive", ["unknown": 1]), ("cot", ["extraction": "guess"]),
            ("self-consistency", ["samples": 1]), ("nothing", [:]),
        ] as [(String, [String: JSONValue])])
    func `wrong options are refused before anything runs`(name: String, options: [String: JSONValue]) {
        #expect(throws: LabError.self) { try method(name, options) }
    }
}
