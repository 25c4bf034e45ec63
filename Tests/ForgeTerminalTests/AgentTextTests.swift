import ForgeCore
import Testing

@testable import ForgeAgents
@testable import ForgeTerminal

@Suite("Agents as text")
struct AgentTextTests {
    private func step(
        _ number: Int, tool: String? = nil, observation: AgentObservation? = nil, answer: String? = nil,
        parser: StepParserName? = .actionBracket, isForced: Bool = false, cached: Int = 0
    ) -> AgentStep {
        AgentStep(
            number: number, isForced: isForced, output: "raw \(number)", kept: "", thought: "I think.",
            action: tool.map { AgentAction(tool: $0, arguments: nil, input: .text("moon")) },
            answer: answer,
            parser: parser, ignoredCalls: 0, observation: observation,
            usage: ModelUsage(inputTokens: 100, outputTokens: 10, cachedTokens: cached, seconds: 0.5))
    }

    private func observation(_ error: ToolErrorKind? = nil, cut: Int = 0) -> AgentObservation {
        AgentObservation(
            text: "A \u{1B}[31mred\u{1B}[0m moon.", success: error == nil, errorKind: error,
            seconds: 0.012,
            source: "local", cutCharacters: cut, isFromTool: true)
    }

    private func trace(
        _ steps: [AgentStep], ending: AgentStatus? = .answered, answer: String? = "Titan"
    ) -> AgentTrace {
        var trace = AgentTrace(question: "?", options: .init(), tools: [])
        trace.steps = steps
        trace.outcome = ending.map {
            AgentOutcome(
                ending: AgentEnding($0, "because"), answer: answer, origin: answer == nil ? .none : .stated)
        }
        return trace
    }

    @Test func `a run says each step, what it cost and how it ended`() {
        let text = AgentTraceText(
            trace([
                step(1, tool: "search", observation: observation(cut: 1)),
                step(2, answer: "Titan", cached: 90),
            ])
        ).rendered(for: .plain)
        #expect(
            text.contains("step 1  100 tokens in (0 cached), 10 out, 500 ms · read as action-bracket"))
        #expect(text.contains("result:  (ok, 12.0 ms, local, 1 character cut)"))
        #expect(text.contains("(90 cached)") && text.contains("answer:  Titan"))
        #expect(
            text.hasSuffix(
                "end: answered (because) · 1 tool call, 0 without success · answer Titan, stated"))
        // What a tool returned cannot colour the terminal.
        #expect(!text.contains("\u{1B}"))
    }

    @Test func `outputs that nothing understood, failures and forced answers are told apart`() {
        let text = AgentTraceText(
            trace(
                [
                    step(1, parser: nil), step(2, tool: "search", observation: observation(.timeout)),
                    step(3, answer: "x", parser: .wholeText, isForced: true),
                ], ending: .iterationLimit, answer: nil)
        ).rendered(for: .plain)
        #expect(text.contains("not understood") && text.contains("output:  raw 1"))
        #expect(text.contains("(timeout, 12.0 ms, local)") && text.contains("forced answer  "))
        #expect(
            text.contains("end: iteration-limit")
                && text.contains("1 without success · answer (none), none"))
    }

    @Test func `a run without steps, or without an end, is no mistake`() {
        #expect(AgentTraceText(trace([], ending: nil)).rendered(for: .plain) == "end: not reached")
        #expect(AgentTraceText(trace([])).rendered(for: .plain).hasPrefix("end: answered"))
    }

    @Test func `the report counts ends and tools`() {
        let stuck = trace(
            [step(1, tool: "search", observation: observation(.notFound))], ending: .stuck)
        let fine = trace([
            step(1, tool: "search", observation: observation()),
            step(2, tool: "calc", observation: observation(.timeout)),
            step(3, answer: "x", cached: 55),
        ])
        let text = AgentReport([stuck, fine, fine, trace([], ending: nil)]).rendered(for: .plain)
        #expect(text.contains("ended: answered 2/3, stuck 1/3, not 1"))
        #expect(text.contains("search: 3 calls, 1 without success (33 %), 0 for technical reasons"))
        #expect(text.contains("calc: 2 calls, 2 without success (100 %), 2 for technical reasons"))
        // Two steps of each of the two longer runs repeat 100 tokens (not more than their own prompt has).
        #expect(text.contains("from the cache: 28 %"))
    }

    @Test func `a report of one call, and of nothing at all`() {
        let one = AgentReport([trace([step(1, tool: "search", observation: observation())])]).rendered(
            for: .plain)
        #expect(
            one.contains("search: 1 call, 0 without success (0 %)") && !one.contains("from the cache"))
        #expect(AgentReport([]).rendered(for: .plain) == "Agents\n  ended: \n")
    }
}
