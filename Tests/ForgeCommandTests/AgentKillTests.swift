import ForgeCore
import ForgeStore
import ForgeTesting
import Foundation
import Testing

@Suite(.serialized, .enabled(if: TestModel.isAvailable, "\(TestModel.hint)"))
struct AgentKillTests {
    /// What must not differ between a run that was killed and one that was not.
    private struct Finished: Equatable {
        var answers: [String?] = []
        var prompts: [String] = []
        var outputs: [String] = []
        var tokens: [Int] = []
    }

    private static let config = OwnQuestions.config(
        name: "agent", n: 6, concurrency: 2, method: "{name: react, tools: [calculator], step_tokens: 40}"
    ).replacing("context_length: 512", with: "context_length: 1536")

    @Test("an agent killed between its steps goes on at the step it had reached and comes to the same")
    func killAndResume() async throws {
        let undisturbed = try await finish(kills: 0)
        let disturbed = try await finish(kills: 3)
        #expect(disturbed == undisturbed)
        #expect(undisturbed.outputs.count > 6, "the agents took one step only")
    }

    private func finish(kills: Int) async throws -> Finished {
        let forge = try ForgeProcess()
        defer { forge.remove() }
        var arguments = ["run", try forge.write(Self.config, to: "agent.yaml")]
        var kept: [[ModelCall]] = []
        for number in 0..<kills {
            let running = try forge.start(arguments)
            let calls = try await waitForStep(forge, beyond: number)
            try #require(running.process.isRunning, "the run was over before it could be killed")
            running.killNow()
            _ = await running.wait()
            kept.append(calls)
            arguments = ["resume"]
        }
        let last = try await forge.run(arguments)
        try #require(last.status == 0, "\(last.errors)")
        return try await withStore(forge) { store in
            let id = try await store.findExperiment("agent").id
            let calls = try await store.calls(of: id, index: nil, cursor: nil, limit: 500).items
            // With the times at which they were made: steps before a kill were not computed again.
            for early in kept { #expect(early.allSatisfy(calls.contains)) }
            #expect(try await store.unfinished(of: id).isEmpty)
            let predictions = try await store.predictions(of: id, PredictionQuery()).items
            #expect(predictions.map(\.calls).reduce(0, +) == calls.count)
            return Finished(
                answers: predictions.map(\.answer), prompts: calls.map(\.prompt), outputs: calls.map(\.output),
                tokens: calls.map { $0.inputTokens + $0.outputTokens })
        }
    }

    /// Waits until more than `count` samples are finished or under way, one of them with a step made.
    ///
    /// - Returns: the calls kept by then.
    private func waitForStep(_ forge: ForgeProcess, beyond count: Int) async throws -> [ModelCall] {
        let deadline = ContinuousClock.now + .seconds(120)
        while ContinuousClock.now < deadline {
            try await Task.sleep(for: .milliseconds(20))
            let found = try? await withStore(forge) { store in
                let id = try await store.findExperiment("agent").id
                let calls = try await store.unfinished(of: id).values.flatMap(\.calls)
                return try await store.experiment(id).done >= count && !calls.isEmpty ? calls : nil
            }
            if let calls = found ?? nil { return calls }
        }
        Issue.record("no step was kept within two minutes")
        return []
    }

    private func withStore<Value>(
        _ forge: ForgeProcess, _ body: (any ExperimentStore) async throws -> Value
    ) async throws -> Value {
        let store = try await SQLiteStore.open(at: ForgeHome(root: forge.home).database, readOnly: true)
        do {
            let value = try await body(store)
            try await store.close()
            return value
        } catch {
            try await store.close()
            throw error
        }
    }
}
