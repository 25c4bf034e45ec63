import ForgeCore
import Testing

@testable import ForgeAgents

struct EvaluationTests {
    private func trace(_ outputs: [String]) async throws -> AgentTrace {
        let agent = ReActAgent(toolbox: try TestShelf.toolbox())
        return try await agent.run("?", generate: ScriptedModel(outputs).generate)
    }

    @Test func `shares, efficiency, failures and calls are counted over traces`() async throws {
        let first = try await trace([
            "\nAction: search[Marie Curie]", "\nAction: search[Warsaw]", "\nAction: calculator[1/0]",
            "\nAnswer: Vistula",
        ])
        let second = try await trace([
            "\nAction: search[Qwertz]", "\nAction: search[Qwertz]", "\nAction: search[Qwertz]", " no",
        ])
        #expect(AgentEvaluation.stuckRate([first, second]) == .init(hits: 1, total: 2))
        #expect(AgentEvaluation.share(of: .answered, in: [first, second]).value == 0.5)
        let cases = [
            AgentEvaluation.Case(trace: first, golds: ["Vistula"], supportingTitles: ["Marie Curie"]),
            AgentEvaluation.Case(trace: second, golds: ["yes"]),
        ]
        #expect(AgentEvaluation.toolEfficiency(cases) == .init(hits: 2, total: 5))
        #expect(
            AgentEvaluation.failures([first, second]) == [
                .init(tool: "calculator", calls: 1, failures: 1, technicalFailures: 0),
                .init(tool: "wikipedia_search", calls: 4, failures: 2, technicalFailures: 0),
            ])
        #expect(AgentEvaluation.callsPerSample([first, second]) == 2.5)
        #expect(AgentEvaluation.callsPerSample([]) == nil)
        #expect(AgentEvaluation.stuckRate([]).value == nil)
    }

    @Test func `a gold answer counts as a whole word only, and yes never`() async throws {
        let trace = try await trace(["\nAction: search[Warsaw]", "\nAnswer: x"])
        func hits(_ golds: [String]) -> Int {
            AgentEvaluation.toolEfficiency([.init(trace: trace, golds: golds)]).hits
        }
        #expect(hits(["the capital"]) == 1)
        #expect(hits(["apital"]) == 0)
        #expect(hits(["yes"]) == 0)
        #expect(hits([""]) == 0)
    }

    @Test func `reuse of prefixes compares cached tokens with those that were there before`() async throws {
        let outputs = [
            ModelOutput(text: "\nAction: search[Warsaw]", usage: .init(inputTokens: 100, outputTokens: 20)),
            ModelOutput(text: "\nAnswer: x", usage: .init(inputTokens: 180, outputTokens: 5, cachedTokens: 114)),
        ]
        let agent = ReActAgent(toolbox: try TestShelf.toolbox())
        let trace = try await agent.run("?", generate: ScriptedModel(outputs).generate)
        #expect(AgentEvaluation.prefixReuse([trace]) == .init(hits: 114, total: 120))
        #expect(trace.usage.cachedTokens == 114 && trace.usage.inputTokens == 280)
    }
}
