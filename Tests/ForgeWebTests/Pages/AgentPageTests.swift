import ForgeCore
import ForgeTesting
import Foundation
import HTTPTypes
import Testing

@testable import ForgeAgents
@testable import ForgeLab
@testable import ForgeWeb

@Suite("Agents on pages")
struct AgentPageTests {
    private static func observation(
        _ text: String, error: ToolErrorKind? = nil, source: String? = nil, cut: Int = 0, isFromTool: Bool = true
    ) -> AgentObservation {
        AgentObservation(
            text: text, success: error == nil, errorKind: error, seconds: 0.25, source: source, cutCharacters: cut,
            isFromTool: isFromTool)
    }

    private static func step(
        _ number: Int, thought: String? = nil, tool: String? = nil, arguments: [String: JSONValue]? = nil,
        answer: String? = nil, parser: StepParserName?, observation: AgentObservation? = nil, isForced: Bool = false,
        cached: Int = 0
    ) -> AgentStep {
        AgentStep(
            number: number, isForced: isForced, output: "raw <output> \(number)", kept: "kept", thought: thought,
            action: tool.map {
                AgentAction(tool: $0, arguments: arguments.map { ToolArguments($0) }, input: .text("in <put>"))
            }, answer: answer, parser: parser, ignoredCalls: number == 1 ? 2 : 0, observation: observation,
            usage: ModelUsage(inputTokens: 100 * number, outputTokens: 10, cachedTokens: cached, seconds: 0.5))
    }

    static func trace(_ status: AgentStatus = .stuck) -> AgentTrace {
        var trace = AgentTrace(question: "Which moon?", options: .init(), tools: [])
        trace.steps = [
            step(
                1, thought: "I <think>.", tool: "search", arguments: ["query": "moon & sea", "limit": 3],
                parser: .actionBracket,
                observation: observation(
                    "Saturn <b>: its largest moon is titan, not Titania.", source: "en.wikipedia.org", cut: 12)),
            step(
                2, tool: "search", parser: .bareCall,
                observation: observation("No such page.", error: .notFound), cached: 99),
            step(
                3, parser: nil, observation: observation("Write a line.", error: .invalidArguments, isFromTool: false)),
            step(4, answer: "Titan", parser: .wholeText, isForced: true),
        ]
        trace.outcome = AgentOutcome(
            ending: AgentEnding(status, "asked for <3> times"), answer: "Titan", origin: .forced)
        return trace
    }

    private static func prediction(
        _ trace: AgentTrace, of id: String = "0123456789ab", index: Int = 0
    ) throws -> Prediction {
        Prediction(
            experimentID: id, index: index, sampleID: "s", question: "Which moon?", golds: ["Titan", "yes"],
            output: "raw", answer: "Titan", trace: [AgentRecord.key: try JSON.decode(from: JSON.data(trace))])
    }

    private func html(_ prediction: Prediction) throws -> String {
        let content = ExamplePage.Content(
            number: "1", listPath: "/", previous: nil, next: nil, answered: ExampleView(prediction), question: nil,
            calls: [], hasCalls: false)
        return try PageRenderer().fragment(
            Page(title: "Example", section: .experiments, content: content), template: "example")
    }

    private func steps() throws -> [String] {
        try html(Self.prediction(Self.trace())).components(separatedBy: "<li class=\"agent-step\"")
    }

    @Test func `the head says how it ended, why, and what kind of answer it is`() throws {
        let head = try steps()[0]
        #expect(head.contains("class=\"bad\"><span aria-hidden=\"true\">✗</span> stuck</span>"))
        #expect(head.contains("asked for &lt;3&gt; times") && head.contains("forced: asked for when"))
        #expect(
            head.contains("<dt>Steps</dt><dd>3</dd>") && head.contains("<dt>Tool calls</dt><dd>2, 1 without success"))
        // Six spans: four model calls, two of tools; the machine's own answer is none.
        #expect(head.components(separatedBy: "<rect ").count == 7)
        #expect(head.contains("Step 2, search: 250 ms") && head.contains("Forced answer, model: 500 ms"))
    }

    @Test func `counts of steps and calls are not marked as right or wrong`() throws {
        var prediction = try Self.prediction(Self.trace())
        prediction.scores = ["em.squad": 1, "iterations.agent": 3, "calls.agent": 1, "stuck.agent": 1]
        let html = try html(prediction)
        #expect(html.contains("<code>em.squad</code>") && html.contains("<code>stuck.agent</code>"))
        #expect(!html.contains("iterations.agent</code>") && !html.contains("calls.agent</code>"))
    }

    @Test func `an answer of the model's own is no makeshift`() throws {
        var trace = Self.trace(.answered)
        trace.outcome?.origin = .stated
        let html = try html(Self.prediction(trace))
        #expect(html.contains("class=\"good\"><span aria-hidden=\"true\">✓</span> answered"))
        #expect(html.contains("agent-end") && html.contains("given by the model itself"))
    }

    @Test func `a step shows thought, arguments, observation, source, time and tokens`() throws {
        let first = try steps()[1]
        #expect(first.hasPrefix(" id=\"step-1\"") && first.contains("I &lt;think&gt;."))
        #expect(first.contains("<code class=\"agent-tool\">search</code>"))
        #expect(first.contains("limit</span> <code dir=\"auto\">3</code>"))
        #expect(first.contains("moon &amp; sea") && first.contains("read as action-bracket"))
        #expect(first.contains("– 2 further calls were not made"))
        #expect(first.contains("search · 250 ms · en.wikipedia.org · 12 characters cut off"))
        #expect(first.contains("100 tokens in (0 from cache), 10 out · 500 ms"))
    }

    @Test func `the accepted answer is marked where it appears, as a whole word`() throws {
        let first = try steps()[1]
        #expect(first.contains("moon is <mark>titan</mark>, not Titania.") && first.contains("Saturn &lt;b&gt;"))
        #expect(first.contains("✓ names an accepted answer"))
        #expect(try !steps()[2].contains("<mark>"))
    }

    @Test func `failures, fallbacks and forced answers stand out`() throws {
        let steps = try steps()
        #expect(steps[2].contains("agent-observation-bad") && steps[2].contains("✗</span> not found"))
        #expect(steps[2].contains("– read by a fallback: bare-call") && steps[2].contains("arguments not understood"))
        #expect(steps[2].contains("in &lt;put&gt;") && steps[2].contains("99 from cache, 90.0 % of what is repeated"))
        #expect(steps[3].contains("✗ not understood by any reader") && steps[3].contains("raw &lt;output&gt; 3"))
        #expect(steps[3].contains("not called"))
        #expect(steps[4].contains("<h3>Forced answer</h3>") && steps[4].contains("an answer was asked for, no step"))
    }

    @Test func `runs without steps, without times and without an end show too`() throws {
        let empty = AgentTrace(question: "?", options: .init(), tools: [])
        let html = try html(Self.prediction(empty))
        #expect(html.contains("not ended") && html.contains("there is none") && !html.contains("<rect"))
        var broken = try Self.prediction(empty)
        broken.trace = ["agent": ["steps": 3]]
        #expect(try self.html(broken).contains("<h2 id=\"trace\">Trace</h2>"))
    }

    // MARK: Lists

    /// An experiment of agents: two answered, one stuck.
    private func store(in fixture: WebFixture) async throws -> String {
        let stored = try StoredFixture(method: "react", count: 3)
        try await stored.store(in: fixture.store)
        for (index, status) in [AgentStatus.answered, .stuck, .answered].enumerated() {
            var prediction = try Self.prediction(Self.trace(status), of: stored.experiment.id, index: index)
            prediction.scores = ["em.squad": 1, "tool_efficiency.agent": 0.5]
            try await fixture.store.record(prediction, calls: [])
        }
        return stored.experiment.id
    }

    @Test func `examples are filtered by how the agent ended, in the address`() async throws {
        let fixture = try await WebFixture()
        let id = try await store(in: fixture)
        try await fixture.test { client in
            let page = try await client.page("/experiments/\(id)?tab=examples&ending=stuck")
            #expect(page.status == .ok && page.html.contains("<option value=\"stuck\" selected>stuck (1)</option>"))
            #expect(page.html.contains("answered (2)"))
            #expect(page.html.contains("/examples/1?ending=stuck&amp;at=0") && !page.html.contains("/examples/0?"))
            let none = try await client.page("/experiments/\(id)?tab=examples&ending=time-budget")
            #expect(none.html.contains("No example matches"))
            let plain = try StoredFixture()
            try await plain.store(in: fixture.store, recording: 0..<2)
            let other = try await client.page("/experiments/\(plain.experiment.id)?tab=examples")
            #expect(!other.html.contains("Agent ended"))
            let overview = try await client.page("/experiments/\(plain.experiment.id)")
            #expect(overview.status == .ok && !overview.html.contains("<h2 id=\"agents\">"))
        }
    }

    @Test func `the overview counts ends and what failed of each tool`() async throws {
        let fixture = try await WebFixture()
        let id = try await store(in: fixture)
        try await fixture.test { client in
            let html = try await client.page("/experiments/\(id)").html
            #expect(html.contains("<h2 id=\"agents\">Agents</h2><p>3 runs</p>"))
            #expect(html.contains("tab=examples&amp;ending=stuck\">stuck</a>"))
            #expect(html.contains("<code>search</code>") && html.contains("data-label=\"Rate\">50.0 %"))
            #expect(html.contains("not found 3") && html.contains("data-label=\"Technical\">0"))
            #expect(html.contains("<dt>Useful tool calls</dt><dd>50.0 %"))
            #expect(html.contains("/assets/agents.css"))
        }
    }

    @Test func `the API filters by it and counts too`() async throws {
        let fixture = try await WebFixture()
        let id = try await store(in: fixture)
        try await fixture.api { api in
            let page = try await api.get("experiments/\(id)/predictions?ending=stuck")
            #expect(page.json["total"] == 1 && page.json["items"]?.array?.first?["index"] == 1)
            #expect(try await api.get("experiments/\(id)/predictions?ending=bored").status == 422)
            let figures = try await api.get("experiments/\(id)/agents").json
            #expect(figures["endings"] == ["answered": 2, "stuck": 1])
            #expect(figures["tools"] == ["search": ["": 3, "not-found": 3]])
        }
    }
}

@Suite("Marks of accepted answers")
struct GoldMarksTests {
    @Test(arguments: [
        (["Paris"], "In Paris.", "In [Paris]."), (["art"], "start of art", "start of [art]"),
        (["New York", "New York City"], "new york city, New York", "[new york city], [New York]"),
        (["yes", "no", ""], "yes and no", "yes and no"), (["8"], "18 or 8", "18 or [8]"),
        (["C++"], "C++ here", "[C++] here"),
        (["Žižek"], "by ŽIŽEK!", "by [ŽIŽEK]!"), ([], "text", "text"), (["x"], "", ""), (["ab"], "aab ab", "aab [ab]"),
    ])
    func marks(golds: [String], text: String, expected: String) {
        let parts = GoldMarks(golds).parts(of: text)
        #expect(parts.map(\.text).joined() == text)
        #expect(parts.map { $0.isGold ? "[\($0.text)]" : $0.text }.joined() == expected)
    }

    @Test func `a long text is split once`() {
        let parts = GoldMarks(["b"]).parts(of: "aaaa b cccc")
        let (start, rest) = GoldMarks.split(parts, after: 3)
        #expect(start.map(\.text) == ["aaa"] && rest.map(\.text) == ["a ", "b", " cccc"])
        #expect(GoldMarks.split(parts, after: 11).rest.isEmpty)
        #expect(GoldMarks.split([], after: 3).start.isEmpty)
    }
}
