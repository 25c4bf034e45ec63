import Testing

@testable import ForgeAgents

struct HotpotProtocolTests {
    @Test func `the tools, labels and limits are those of the paper`() async throws {
        let toolbox = try HotpotProtocol.toolbox(client: nil, local: TestShelf.articles)
        #expect(toolbox.specs.map(\.name) == ["search", "lookup", "finish"])
        let model = ScriptedModel([
            " I search her.\nAction 1: search[Marie Curie]", " \nAction 2: lookup[husband]",
            " \nAction 3: finish[Pierre Curie]",
        ])
        let agent = ReActAgent(
            toolbox: toolbox, options: HotpotProtocol.options, template: HotpotProtocol.template)
        let trace = try await agent.run("Who was her husband?", generate: model.generate)
        #expect(trace.outcome?.answer == "Pierre Curie")
        #expect(
            trace.observations[0].text.hasPrefix("Marie Curie was a physicist and chemist. She was born in Warsaw. Her")
        )
        #expect(trace.observations[1].text == "(Result 1 / 1) Her husband was Pierre Curie.")
        #expect(trace.observations[0].source == "local knowledge base")
        guard case .text(let prompt)? = model.turns.last?.prompt else {
            Issue.record("no text")
            return
        }
        #expect(
            prompt.contains(
                "\nQuestion: Who was her husband?\nThought 1: I search her.\nAction 1: search[Marie Curie]\nObservation 1: "
            ))
        #expect(prompt.hasSuffix("\nThought 3:"))
    }

    @Test func `seven steps without finish end without an answer`() async throws {
        let toolbox = try HotpotProtocol.toolbox(client: nil, local: TestShelf.articles)
        let outputs = (1...7).map { " I look.\nAction \($0): search[x\($0)]" }
        let model = ScriptedModel(outputs)
        let trace = try await ReActAgent(toolbox: toolbox, options: HotpotProtocol.options).run(
            "?", generate: model.generate)
        #expect(trace.outcome?.ending.status == .iterationLimit && trace.outcome?.answer == nil)
        #expect(model.turns.count == 7)
    }

    @Test func `every step of the worked examples is read as it was meant`() throws {
        let specs = try HotpotProtocol.toolbox(client: nil, local: nil).specs
        let steps = HotpotExamples.text.split(separator: "\n").filter { $0.hasPrefix("Action ") }
        #expect(steps.count == 13)
        for step in steps {
            let parsed = try StepParser(specs: specs).parse(String(step))
            #expect(parsed.kept == step && parsed.parser == .actionBracket)
        }
    }
}
