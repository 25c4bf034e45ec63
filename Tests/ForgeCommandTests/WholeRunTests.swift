import ForgeCore
import ForgeTesting
import Foundation
import Testing

@Suite("A whole run", .enabled(if: TestModel.isAvailable, "\(TestModel.hint)"))
struct WholeRunTests {
    @Test("run, list, show, compare, rescore, export, delete and undo, as a user does")
    func everything() async throws {
        let forge = try ForgeProcess()
        defer { forge.remove() }
        let config = try forge.write(
            OwnQuestions.config(n: 10, method: "naive", extra: "metrics: [contains, f1.squad]")
                .replacingOccurrences(of: "method: naive", with: "matrix: {method: [naive, {name: cot, shots: 1}]}"),
            to: "own.yaml")
        let run = try await forge.run("run", config)
        try #require(run.status == 0, "\(run.errors)")
        #expect(run.output.contains("McNemar"))

        let list: JSONValue = try JSON.decode(from: try await forge.run("list", "--json").output)
        #expect(list["items"]?.array?.compactMap { $0["status"]?.string } == ["completed", "completed"])

        let show = try await forge.run("show", "own/cot")
        #expect(["Accuracy", "Latency", "Cost", "Fastest", "Slowest"].allSatisfy(show.output.contains))
        let sample = try await forge.run("show", "own/cot", "--sample", "3")
        #expect(sample.output.contains("<|im_start|>assistant"))
        #expect(try await forge.run("show", "own/cot", "--sample", "10").status == 2)

        let compare = try await forge.run("compare", "own/naive", "own/cot", "--flips", "3")
        #expect(compare.output.hasPrefix("own/"))
        let markdown = try await forge.run("compare", "own/naive", "own/cot", "--format", "markdown")
        #expect(markdown.output.hasPrefix("|"))

        #expect(try await forge.run("rescore", "own/cot", "--metric", "em.squad").status == 0)
        #expect(try await forge.run("show", "own/cot").output.contains("em.squad"))
        #expect(try await forge.run("rescore", "own/cot", "--metric", "em.squat").status == 2)

        for format in ["json", "jsonl", "csv", "lm-eval", "lm-eval-samples"] {
            let export = try await forge.run("export", "own/naive", "--format", format)
            #expect(export.status == 0)
            #expect(!export.output.isEmpty)
        }

        let delete = try await forge.run("delete", "own/naive")
        let id = try #require(
            delete.output.split(separator: " ").last.map { $0.trimmingCharacters(in: .whitespacesAndNewlines) })
        #expect(try await forge.run("show", "own/naive").status == 1)
        #expect(try await forge.run("delete", "--undo", id).status == 0)
        #expect(try await forge.run("show", "own/naive").status == 0)
    }

    @Test("an experiment stopped by Ctrl-C is resumed and then compared")
    func interrupted() async throws {
        let forge = try ForgeProcess()
        defer { forge.remove() }
        let config = try forge.write(OwnQuestions.config(concurrency: 1, method: "cot"), to: "own.yaml")
        let running = try forge.start(["run", config])
        // By a queue of its own: the threads that tasks share may be busy with other tests until the run is over.
        let process = running.process.processIdentifier
        DispatchQueue.global().asyncAfter(deadline: .now() + 5) { kill(process, SIGINT) }
        let stopped = await running.wait()
        #expect(stopped.status == 130)
        let list = try await forge.run("list", "--json").output
        #expect(list.contains("\"stopped\""))
        let resumed = try await forge.run("resume", "own")
        #expect(resumed.status == 0, "\(resumed.errors)")
        let experiment: JSONValue = try JSON.decode(from: try await forge.run("show", "own", "--json").output)
        #expect(experiment["experiment"]?["done"]?.int == OwnQuestions.count)
    }
}
