import ForgeCore
import ForgeTesting
import Foundation
import Testing

/// What a reader of `forge export --format json` finds.
private struct Exported: Decodable {
    var experiment: Experiment
    var predictions: [Prediction]
}

@Suite(.serialized, .enabled(if: TestModel.isAvailable, "\(TestModel.hint)"))
struct KillTests {
    /// Kills `forge` at random moments until the experiment is finished, then compares with an undisturbed run.
    @Test("twenty kills at random moments lose nothing, repeat nothing and change no answer")
    func killAndResume() async throws {
        let undisturbed = try await finish(kills: 0, seed: 0)
        var generator = SeededGenerator(seed: 20_261_123)
        var kills = 0
        while kills < 20 {
            let disturbed = try await finish(kills: 20 - kills, seed: generator.next())
            kills += disturbed.kills
            try #require(disturbed.kills > 0, "the run was over before it could be killed")
            #expect(disturbed.answers == undisturbed.answers)
        }
    }

    private func finish(kills wanted: Int, seed: UInt64) async throws -> (kills: Int, answers: [String]) {
        let forge = try ForgeProcess()
        defer { forge.remove() }
        var generator = SeededGenerator(seed: seed)
        // Several at a time: what a killed run had in its batch must not show in the answers either.
        let config = try forge.write(OwnQuestions.config(concurrency: 6), to: "own.yaml")
        var kills = 0
        var stored: Set<Int> = []
        var arguments = ["run", config]
        while kills < min(wanted, 7) {
            let running = try forge.start(arguments)
            try await Task.sleep(for: .seconds(0.1 + generator.unit() * 0.9))
            guard running.process.isRunning else { break }
            running.killNow()
            _ = await running.wait()
            kills += 1
            stored = try await checkStored(forge, atLeast: stored)
            // A kill before the experiment was stored leaves nothing to resume.
            let exists = try await forge.run("list", "--json").output.contains("\"own\"")
            arguments =
                exists ? (generator.below(2) == 0 ? ["resume"] : ["run", config, "--continue"]) : ["run", config]
        }
        let last = try await forge.run(arguments)
        try #require(last.status == 0, "\(last.errors)")
        let exported = try await export(forge)
        #expect(exported.predictions.map(\.index) == Array(0..<OwnQuestions.count))
        #expect(exported.experiment.status == .completed)
        return (kills, exported.predictions.map(\.output))
    }

    /// What was stored before a kill is there after it, once.
    private func checkStored(_ forge: ForgeProcess, atLeast earlier: Set<Int>) async throws -> Set<Int> {
        let list = try await forge.run("list", "--json")
        guard list.status == 0, list.output.contains("\"own\"") else { return earlier }
        let indices = try await export(forge).predictions.map(\.index)
        #expect(indices.count == Set(indices).count)
        #expect(earlier.isSubset(of: indices))
        return Set(indices)
    }

    private func export(_ forge: ForgeProcess) async throws -> Exported {
        let result = try await forge.run("export", "own", "--format", "json")
        try #require(result.status == 0, "\(result.errors)")
        return try JSON.decode(from: result.output)
    }
}
