import ForgeAgents
import ForgeCatalogue
import ForgeCore
import ForgeEngines
import ForgeTesting
import Testing

@testable import ForgeLab

@Suite("Agents in experiments")
struct ReActRunTests {
    private static let config = """
        name: agent
        method: {name: react, knowledge_base: facts, online: false}
        model: parrot
        dataset: capitals
        concurrency: 3
        """

    /// Searches for what the question asks of, then answers.
    private static let script = ScriptedEngine.Script.closure { request in
        let prompt = ScriptedEngine.rendered(request.prompt)
        if prompt.contains("Observation: [local") { return " I know it.\nAnswer: Paris" }
        return " I look.\nAction: wikipedia_search[France]\nObservation: made up"
    }

    private func run(
        _ text: String = config, script: ScriptedEngine.Script = script,
        retriever: FakeRetriever = FakeRetriever([(title: "France", text: "The capital of France is Paris.")])
    ) async throws -> (fixture: LabFixture, experiment: Experiment, predictions: [Prediction]) {
        let fixture = try await LabFixture(script: script)
        var laboratory = fixture.laboratory
        laboratory.retrievers = { _ in retriever }
        let plan = try ConfigLoader(catalogue: laboratory.models.catalogue).load(text: text)
        let experiment = try #require(try await laboratory.prepare(plan).first)
        _ = try await laboratory.run([experiment]) { _ in }
        let predictions = try await fixture.store.predictions(of: experiment.id, PredictionQuery(limit: 10)).items
        return (fixture, try await fixture.store.experiment(experiment.id), predictions)
    }

    private func trace(_ prediction: Prediction) throws -> AgentTrace {
        try JSON.decode(from: JSON.data(try #require(prediction.trace["agent"])))
    }

    @Test func `thoughts, calls and results are stored with the calls of the model`() async throws {
        let (fixture, experiment, predictions) = try await run()
        #expect(experiment.status == .completed && experiment.method == "react" && predictions.count == 6)
        for prediction in predictions {
            #expect(prediction.answer == "Paris" && prediction.answerSource == .answerMarker && prediction.calls == 2)
            let trace = try trace(prediction)
            #expect(trace.steps.map(\.number) == [1, 2] && trace.outcome?.ending.status == .answered)
            #expect(trace.steps[0].action?.tool == "wikipedia_search")
            #expect(trace.steps[0].observation?.source == "local knowledge base")
            #expect(trace.options.maxIterations == 5)
        }
        let calls = try await fixture.store.calls(of: experiment.id, index: 0, cursor: nil, limit: 10).items
        #expect(calls.map(\.step) == [0, 1] && calls.map(\.purpose) == ["step", "step"])
        #expect(experiment.provenance["tools"] == ["wikipedia_search", "retrieval", "lookup", "calculator"])
        #expect(experiment.provenance["retriever"]?["contentHash"] == "k0")
    }

    @Test func `its way is measured`() async throws {
        let (fixture, experiment, predictions) = try await run()
        let results = try await fixture.store.results(of: experiment.id)
        let values = Dictionary(uniqueKeysWithValues: results.map { ($0.metric, $0.value) })
        #expect(values["stuck.agent"] == 0 && values["answered.agent"] == 1 && values["calls.agent"] == 1)
        #expect(values["iterations.agent"] == 2 && values["tool_efficiency.agent"] == 1)
        #expect(values["tool_failures.agent"] == 0 && values["hit@3"] == nil)
        // The same as the evaluation of whole traces.
        let cases = try predictions.map { AgentEvaluation.Case(trace: try trace($0), golds: $0.golds) }
        #expect(AgentEvaluation.toolEfficiency(cases).value == 1)
    }

    @Test func `a tool that fails and an agent that is stuck do not fail the sample`() async throws {
        let gone = LabError(.resourceExhausted, "disk", "The disk is full.")
        let broken = FakeRetriever([], failures: Dictionary(uniqueKeysWithValues: (0..<99).map { ($0, gone) }))
        let (fixture, experiment, predictions) = try await run(retriever: broken)
        #expect(predictions.count == 6 && predictions.allSatisfy { $0.status == .answered })
        #expect(try trace(predictions[0]).failedCalls > 0)
        let results = try await fixture.store.results(of: experiment.id)
        #expect(results.first { $0.metric == "tool_failures.agent" }?.value == 1)
        #expect(results.first { $0.metric == "stuck.agent" }?.value == 1)
    }

    @Test func `a constrained agent sends a grammar, a free one does not`() async throws {
        for isConstrained in [true, false] {
            let engine = ScriptedEngine(.closure { _ in " So.\nAnswer: Paris" })
            let options: [String: JSONValue] = ["constrained": .bool(isConstrained), "tools": ["calculator"]]
            let method = try ReAct(options: MethodOptions(options, fields: ReAct.options))
            let bench = Bench(
                engine: engine, settings: BenchSettings(generation: .init(), seed: 1), experimentID: "x", index: 0)
            let sample = Sample(id: "q", question: "1 + 1?", answers: ["2"], task: .math)
            _ = try await method.answer(sample, using: bench)
            #expect((engine.requests[0].grammar?.contains("calculator[") == true) == isConstrained)
            #expect(method.label == (isConstrained ? "react.constrained" : "react"))
        }
    }

    @Test(arguments: [
        "{name: react, tools: [retrieval]}", "{name: react, tools: [wikipedia_search], online: false}",
        "{name: react, wikipedia_language: \"../x\"}", "{name: react, tools: []}",
        "{name: react, tools: [lookup, lookup]}",
    ])
    func `options that contradict one another are refused`(method: String) async throws {
        let text = Self.config.replacing("{name: react, knowledge_base: facts, online: false}", with: method)
        await #expect(throws: (any Error).self) { try await run(text) }
    }

    @Test func `the paper's protocol has its own tools and steps`() throws {
        let method = try ReAct(options: MethodOptions(["protocol": "hotpot"], fields: ReAct.options))
        #expect(method.label == "react.hotpot" && method.agent?.tools == ["search", "lookup"])
        #expect(method.agent?.wikipedia?.host == "en.wikipedia.org")
        #expect(method.promptTemplate.lowercased().contains("finish["))
        let other = try ReAct(options: MethodOptions(["shots": 2], fields: ReAct.options))
        #expect(other.promptTemplate != method.promptTemplate)
    }

    @Test func `a number is taken from the answer of a sum`() {
        var trace = AgentTrace(question: "q", options: .init(), tools: [])
        trace.outcome = AgentOutcome(ending: .init(.answered, ""), answer: "The change is $8.", origin: .stated)
        #expect(ReAct.parsed(trace, task: .math).text == "8")
        trace.outcome = AgentOutcome(ending: .init(.stuck, ""), answer: nil, origin: .none)
        #expect(ReAct.parsed(trace, task: .math).text == nil)
    }
}
