import ForgeCore
import ForgeEngines
import ForgeTesting
import Testing

@testable import ForgeLab

@Suite("The method rag")
struct RetrievalAugmentedTests {
    private let question = Sample(
        id: "q", question: "What is the capital of France?", answers: ["Paris"], task: .openQuestion)
    private let retriever = FakeRetriever([
        ("Lyon", "Lyon is a city of France."), ("Paris", "Paris is the capital of France."), ("Oslo", "Oslo is cold."),
    ])

    private func method(_ options: [String: JSONValue] = [:]) throws -> any Method {
        try Methods.make(
            MethodConfig(name: "rag", options: options.merging(["knowledge_base": "facts"]) { first, _ in first }))
    }

    private func answer(
        _ options: [String: JSONValue], engine: ScriptedEngine
    ) async throws -> (answer: MethodAnswer, retrieval: RetrievalTrace) {
        let bench = Bench(
            engine: engine, retriever: retriever, settings: BenchSettings(generation: .init(), seed: 1),
            experimentID: "e", index: 0)
        let answer = try await method(options).answer(question, using: bench)
        return (answer, try #require(RetrievalTrace(trace: answer.trace)))
    }

    private func prompt(_ engine: ScriptedEngine) throws -> String {
        ScriptedEngine.rendered(try #require(engine.requests.first).prompt)
    }

    @Test func `passages come before the question with their titles, and the trace holds them`() async throws {
        let engine = ScriptedEngine(.ordered(["Paris"]))
        let (answer, retrieval) = try await answer(["k": 2], engine: engine)
        #expect(answer.answer.text == "Paris" && answer.answer.flags.isEmpty)
        #expect(retriever.queries == ["What is the capital of France?"])
        let passages = "Paris: Paris is the capital of France.\n\nLyon: Lyon is a city of France."
        #expect(try prompt(engine) == "\(passages)\n\nQuestion: What is the capital of France?\nAnswer:")
        #expect(retrieval.passages.map(\.title) == ["Paris", "Lyon"] && retrieval.dropped == [])
        #expect(retrieval.passages[0].url == "https://example.org/1" && retrieval.passages[0].section == "Lead")
        #expect(retrieval.method == .dense && retrieval.k == 2 && retrieval.contextTokens == 14)
        #expect(retrieval.steps.map(\.name) == ["dense"] && retrieval.steps[0].hits.count == 2)
    }

    @Test func `a passage that does not fit is dropped and recorded, a shorter one after it is shown`() async throws {
        let engine = ScriptedEngine(.ordered(["Paris"]))
        let (answer, retrieval) = try await answer(["k": 3, "context_tokens": 11], engine: engine)
        #expect(answer.answer.flags == [.passagesDropped])
        #expect(retrieval.passages.map(\.title) == ["Paris", "Lyon", "Oslo"])
        #expect(retrieval.dropped == [1] && retrieval.shown == [0, 2] && retrieval.contextTokens == 11)
        #expect(try !prompt(engine).contains("Lyon"))
    }

    @Test func `the question may stand first, and reasoning may be asked for`() async throws {
        let engine = ScriptedEngine(.ordered(["It says so.\nAnswer: Paris"]))
        let (answer, _) = try await answer(["k": 1, "question_position": "first", "cot": true], engine: engine)
        #expect(try prompt(engine).hasPrefix("Question: What is the capital of France?\n\nParis: Paris is"))
        #expect(try prompt(engine).hasSuffix("\nAnswer: Let's think step by step."))
        #expect(answer.answer.text == "Paris" && engine.requests[0].maxTokens == 256)
    }

    @Test func `a chat says once what the passages are for`() async throws {
        let engine = ScriptedEngine(.ordered(["Paris"]))
        _ = try await answer(["k": 1, "format": "chat"], engine: engine)
        #expect(try prompt(engine).contains("Use the passages below where they help. Answer the question"))
    }

    @Test(
        arguments: [("naive", RetrievalMethod.dense), ("bm25", .bm25), ("hybrid", .hybrid), ("reranked", .reranked)])
    func `every retrieval has its label`(_ name: String, _ expected: RetrievalMethod) throws {
        let method = try method(["retrieval": .string(name)])
        #expect(method.label == "rag.\(name)" && method.retrieval?.method == expected)
    }

    @Test func `dense is another word for naive`() throws {
        let method = try method(["retrieval": "dense"])
        #expect(method.label == "rag.naive" && method.retrieval?.method == .dense)
    }

    @Test func `contexts, instructions and positions are part of the prompts' hash`() throws {
        let templates = try [[:], ["question_position": "first"], ["cot": true], ["instruction": "x"]].map {
            try method($0).promptTemplate
        }
        #expect(Set(templates).count == 4 && templates[0].contains("{title}: {text}"))
    }

    @Test(
        arguments: [
            ["k": 0], ["k": 51], ["retrieval": "magic"], ["knowledge_base": ""], ["reranker": "x"],
            ["passages": "given"], ["context_tokens": 0],
        ] as [[String: JSONValue]])
    func `wrong options are refused`(_ options: [String: JSONValue]) {
        #expect(throws: LabError.self) { try method(options) }
    }
}
