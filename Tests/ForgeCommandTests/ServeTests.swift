import ForgeCore
import ForgeTesting
import Foundation
import Testing

@Suite(
    "Servers that end", .serialized, .enabled(if: TestModel.isAvailable, "\(TestModel.hint)"), .timeLimit(.minutes(5)))
struct ServeTests {
    private struct Exported: Decodable {
        var experiment: Experiment
        var predictions: [Prediction]
    }

    @Test func `a server killed in the middle of an experiment goes on with it at its next start`() async throws {
        let serve = try await ServeProcess()
        defer { serve.forge.remove() }
        let undisturbed = try await undisturbedAnswers(serve)
        var running = try await serve.start()
        let id = try await create(on: running)
        var stored: [Int: String] = [:]
        for wanted in [1, 12, 30] {
            try await running.wait(for: id) { ($0["done"]?.int ?? 0) >= wanted }
            running.process.killNow()
            #expect(await running.process.wait().status != 0)
            let now = try await answers(of: id, serve)
            #expect(now.count < OwnQuestions.count, "the run was over before it could be killed")
            #expect(stored.allSatisfy { now[$0.key] == $0.value }, "stored answers were lost or changed")
            stored = now
            // Nobody asks for it again: the line of experiments was not lost either.
            running = try await serve.start()
        }
        try await running.wait(for: id) { $0["status"] == "completed" }
        #expect(try await answers(of: id, serve) == undisturbed)
        running.process.terminate()
        #expect(await running.process.wait().status == 0)
    }

    @Test func `SIGTERM in the middle of an experiment ends the server well and loses nothing`() async throws {
        let serve = try await ServeProcess()
        defer { serve.forge.remove() }
        let undisturbed = try await undisturbedAnswers(serve)
        let running = try await serve.start()
        let id = try await create(on: running)
        try await running.wait(for: id) { ($0["done"]?.int ?? 0) >= 4 }
        let start = ContinuousClock.now
        running.process.terminate()
        let ended = await running.process.wait()
        #expect(ended.status == 0, "\(ended.errors)")
        #expect(ContinuousClock.now - start < .seconds(10))
        let left = try await exported(id, serve)
        #expect(left.experiment.status == .stopped)
        #expect((4..<OwnQuestions.count).contains(left.predictions.count))

        let next = try await serve.start()
        try await next.wait(for: id) { $0["status"] == "completed" }
        #expect(try await answers(of: id, serve) == undisturbed)
        next.process.terminate()
        #expect(await next.process.wait().status == 0)
    }

    private func create(on running: ServeProcess.Running) async throws -> String {
        let made = try await running.request(
            "POST", "/api/v1/experiments", ["config": .string(ServeProcess.config), "run": true])
        return try #require(made["experiments"]?.array?.first?["id"]?.string, "\(made)")
    }

    /// Of the same config, run on the command line without interruption.
    private func undisturbedAnswers(_ serve: ServeProcess) async throws -> [Int: String] {
        let config = try serve.forge.write(
            ServeProcess.config.replacing("name: own\n", with: "name: undisturbed\n"), to: "own.yaml")
        let run = try await serve.forge.run("run", config)
        try #require(run.status == 0, "\(run.errors)")
        let answers = try await answers(of: "undisturbed", serve)
        #expect(answers.count == OwnQuestions.count)
        return answers
    }

    private func answers(of name: String, _ serve: ServeProcess) async throws -> [Int: String] {
        let predictions = try await exported(name, serve).predictions
        #expect(Set(predictions.map(\.index)).count == predictions.count, "an answer is stored twice")
        return Dictionary(predictions.map { ($0.index, $0.output) }) { first, _ in first }
    }

    private func exported(_ name: String, _ serve: ServeProcess) async throws -> Exported {
        let result = try await serve.forge.run("export", name, "--format", "json")
        try #require(result.status == 0, "\(result.errors)")
        return try JSON.decode(from: result.output)
    }
}
