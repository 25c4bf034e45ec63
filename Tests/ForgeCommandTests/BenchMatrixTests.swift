import ForgeCore
import ForgeTesting
import Foundation
import Testing

@Suite("Benchmark matrices", .serialized, .enabled(if: TestModel.isAvailable, "\(TestModel.hint)"))
struct BenchMatrixTests {
    private static let config = """
        name: small
        model: {name: \(TestModel.path ?? "missing.gguf"), original: true}
        dataset: {name: own-questions, path: "\(OwnQuestions.file)", columns: {question: question, answer: answer, id: id}, n: 8}
        seed: 3
        engine: {context_length: 512}
        generation: {max_tokens: 16}
        metrics: [contains]
        batch: 4
        methods: [naive, {name: cot, shots: 1, label: few-shot}]
        serving: [sequential, batched, cached]
        """

    @Test("a matrix that is killed goes on after the last finished cell, with the same answers in every way of serving")
    func killAndGoOn() async throws {
        let forge = try ForgeProcess()
        defer { forge.remove() }
        let config = try forge.write(Self.config, to: "small.yaml")
        let running = try forge.start(["bench", "matrix", config])
        let document = forge.home.appending(path: "benchmarks/small.json")
        var before: JSONValue = .null
        for _ in 0..<600 where running.process.isRunning {
            try await Task.sleep(for: .milliseconds(100))
            before = (try? JSON.decode(from: Data(contentsOf: document))) ?? .null
            if (before["cells"]?.array ?? []).contains(where: { $0["state"]?.string == "done" }) { break }
        }
        try #require(running.process.isRunning, "the run was over before it could be killed")
        running.killNow()
        _ = await running.wait()

        let again = try await forge.run("bench", "matrix", config, "--json")
        try #require(again.status == 0, "\(again.errors)")
        let report: JSONValue = try JSON.decode(from: again.output)
        let cells = report["cells"]?.array ?? []
        #expect(cells.count == 6)
        #expect(cells.allSatisfy { $0["state"]?.string == "done" })
        // What was finished before the kill was not measured again.
        for cell in before["cells"]?.array ?? [] where cell["state"]?.string == "done" {
            let same = cells.first { $0["method"] == cell["method"] && $0["serving"] == cell["serving"] }
            #expect(same?["experiments"] == cell["experiments"])
        }
        for cell in cells where cell["serving"]?.string != "sequential" {
            #expect(cell["measured"]?["agreement"]?["changedOutputs"]?.int == 0)
        }
        let cached = cells.first { $0["method"]?.string == "few-shot" && $0["serving"]?.string == "cached" }
        #expect(cached?["measured"]?["figures"]?["cache.hit_rate"]?["median"]?.double ?? 0 > 0)
        #expect(cached?["measured"]?["figures"]?["memory.peak"]?["median"]?.double ?? 0 > 1e8)

        let tables = try await forge.run("bench", "results", "small", "--markdown")
        #expect(tables.status == 0 && tables.output.contains("| Method | Serving | Speed-up |"))
        #expect(tables.output.contains("accuracy did not change"))
        let advice = try await forge.run("advise", "--method", "few-shot", "--json")
        let told: JSONValue = try JSON.decode(from: advice.output)
        #expect(told["evidence"]?["benchmark"]?.string == "small")
    }

    @Test(
        "memory is estimated without loading, measured in processes of their own, and running out of it ends these alone"
    )
    func memory() async throws {
        let forge = try ForgeProcess()
        defer { forge.remove() }
        let config = try forge.write(Self.config, to: "small.yaml")
        let estimate = try await forge.run("bench", "memory", config, "--batch", "8", "--estimate", "--json")
        try #require(estimate.status == 0, "\(estimate.errors)")
        let expected: JSONValue = try JSON.decode(from: estimate.output)
        #expect(expected["estimates"]?.array?.first?["cache"]?.int == 30 * 3 * 64 * 2 * 2 * 512 * 8)

        let fits = try await forge.run(
            "bench", "memory", config, "--method", "naive", "--batch", "8", "--most", "8", "--json")
        try #require(fits.status == 0, "\(fits.errors)")
        let profile: JSONValue = try JSON.decode(from: fits.output)
        let trial = profile["cells"]?.array?.first?["trial"]
        #expect(trial?["questions"]?.int == 8)
        let taken = (trial?["peak"]?.int ?? 0) - (trial?["before"]?.int ?? 0)
        let parts = expected["estimates"]?.array?.first
        let total = ["weights", "cache", "compute"].compactMap { parts?[$0]?.int }.reduce(0, +)
        #expect(abs(Double(total - taken)) < 0.35 * Double(taken), "estimated \(total), taken \(taken)")
        #expect(profile["largest"]?.array?.first?["batch"]?.int == 8)

        // Less than the weights alone: every trial dies, and this command does not.
        let tight = try await forge.run(
            "bench", "memory", config, "--method", "naive", "--batch", "8", "--most", "8", "--memory-limit", "300",
            "--json")
        #expect(tight.status == 0, "\(tight.errors)")
        let failing: JSONValue = try JSON.decode(from: tight.output)
        #expect(failing["cells"]?.array?.first?["state"]?.string == "exceeds", "\(tight.output)")
        #expect(failing["largest"]?.array?.first?["batch"] == nil)
    }

    @Test("what is wrong with a config is said with its place")
    func wrong() async throws {
        let forge = try ForgeProcess()
        defer { forge.remove() }
        let config = try forge.write(Self.config + "\nserving: [cashed]\n", to: "wrong.yaml")
        let result = try await forge.run("bench", "matrix", config)
        #expect(result.status == 2 && result.errors.contains("stands twice"))
        let other = try forge.write(Self.config.replacing("cached]", with: "cashed]"), to: "other.yaml")
        let told = try await forge.run("bench", "matrix", other)
        #expect(told.status == 2 && told.errors.contains("did you mean `cached`?"), "\(told.errors)")
    }
}
