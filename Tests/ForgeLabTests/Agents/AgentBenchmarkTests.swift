import ForgeCore
import ForgeEngines
import ForgeTesting
import Testing

@testable import ForgeLab

@Suite("The benchmark of agents")
struct AgentBenchmarkTests {
    /// Calculates once, then answers.
    private static let script = ScriptedEngine.Script.closure { request in
        let prompt = ScriptedEngine.rendered(request.prompt)
        let own = prompt.split(separator: "Question: ").last ?? ""
        return own.contains("Observation: ") ? " So.\nAnswer: 4" : " I add.\nAction: calculator[2 + 2]"
    }

    @Test func `agents and the replay make the same calls, as many at once`() async throws {
        let engine = ScriptedEngine(Self.script, delay: .milliseconds(2))
        let report = try await AgentBenchmark(
            engine: engine, store: TemporaryStore.make(),
            options: .init(agents: 4, questions: 12, repeats: 2)
        ).run()
        #expect(
            report.calls == 24 && report.toolCalls == 12 && report.repeats == 2
                && report.differingOutputs == 0)
        // A round to warm up and two that count, each with agents and a replay.
        #expect(engine.requests.count == 24 * 6 && engine.mostConcurrentCalls == 4)
        #expect(report.ratios.count == 2 && report.ratios.allSatisfy { $0 > 0 })
        #expect(report.reuseBySteps.map(\.step) == [2] && report.reuse == 0)
        #expect(!report.meetsReuse)
    }

    @Test func `questions are different from one another, and the same every time`() {
        let samples = AgentBenchmarkQuestions.samples(96)
        #expect(Set(samples.samples.map(\.question)).count == 96)
        #expect(samples == AgentBenchmarkQuestions.samples(96))
        #expect(samples.samples[0].answers.allSatisfy { Int($0) != nil })
    }

    @Test func `one question and one agent are enough`() async throws {
        let report = try await AgentBenchmark(
            engine: ScriptedEngine(.closure { _ in " So.\nAnswer: 4" }), store: TemporaryStore.make(),
            options: .init(agents: 16, questions: 1, repeats: 1)
        ).run()
        #expect(
            report.calls == 1 && report.reuse == nil && report.reuseBySteps.isEmpty && report.meetsReuse)
    }
}
