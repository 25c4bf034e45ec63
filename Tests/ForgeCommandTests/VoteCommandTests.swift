import ForgeCore
import ForgeStore
import ForgeTesting
import Foundation
import Testing

@Suite("Votes in the terminal")
struct VoteCommandTests {
    /// Two completed experiments whose answers differ.
    private func fill(_ forge: ForgeProcess) async throws {
        let store = try await SQLiteStore.open(at: forge.home.appending(path: "forge.sqlite"))
        for name in ["plain-base", "plain-tuned"] {
            let stored = try StoredFixture(name: name, count: 6)
            try await store.create(stored.experiment, samples: stored.samples)
            for index in 0..<6 {
                var prediction = stored.prediction(index)
                prediction.output = "\u{1B}[2J\(name.count) letters, \(index)"
                try await store.record(prediction, calls: [])
            }
            try await store.update(stored.experiment.id, ExperimentChange(status: .completed))
        }
        try await store.close()
    }

    @Test func `A study is made, voted on by keys, closed, shown and exported with its lineage`() async throws {
        let forge = try ForgeProcess()
        defer { forge.remove() }
        #expect(try await forge.run("vote", "list").output.contains("forge vote new"))
        try await fill(forge)
        let made = try await forge.run(
            "vote", "new", "plain-base", "plain-tuned", "--pairs", "4", "--repeats", "0.5", "--seed", "9", "--name",
            "taste")
        try #require(made.status == 0, "\(made.errors)")
        #expect(made.output.contains("4 pairs, 2 of them twice"))

        // Two votes, one taken back, one unknown key, then stopped.
        let first = try await forge.run(["vote", "run", "taste", "--voter", "Ann"], input: "1\nx b\nu\nt\nq\n")
        #expect(first.status == 0 && first.output.contains("2 of 6 pairs voted on by Ann"), "\(first.errors)")
        #expect(!first.output.contains("plain-") && !first.output.contains("\u{1B}"))
        let second = try await forge.run(["vote", "run", "taste", "--voter", "Ann"], input: "1122")
        #expect(second.output.contains("6 of 6 pairs voted on by Ann"))
        #expect(try await forge.run("vote", "list").output.contains("Ann 6"))

        let open = try await forge.run("vote", "show", "taste")
        #expect(open.status == 0 && !open.output.contains("plain-") && open.output.contains("forge vote close"))
        #expect(try await forge.run("vote", "export", "taste").status == 1)
        let closed = try await forge.run("vote", "close", "taste")
        #expect(closed.status == 0 && closed.output.contains("win rate of plain-tuned"), "\(closed.errors)")
        #expect(try await forge.run(["vote", "run", "taste", "--voter", "Eve"], input: "1").status == 1)
        let shown = try await forge.run("vote", "show", "taste", "--votes")
        #expect(shown.output.contains("Ann: plain-") && shown.output.contains("again"))

        let file = forge.home.appending(path: "votes.jsonl")
        let exported = try await forge.run("vote", "export", "taste", "--to", file.path)
        #expect(exported.status == 0 && exported.output.contains("3 pairs"), "\(exported.output)\(exported.errors)")
        let rows = try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
        #expect(rows.count == 3 && rows.allSatisfy { $0.contains("\"chosen\"") })
        let lineage = try JSON.decode(
            VoteLineage.self, from: Data(contentsOf: URL(filePath: file.path + VoteLineage.fileSuffix)))
        #expect(lineage.sha256 == Digest.sha256(try Data(contentsOf: file)))
        #expect(lineage.contenders.map(\.name) == ["plain-base", "plain-tuned"] && lineage.dropped == ["a tie": 1])

        #expect(try await forge.run("vote", "delete", "taste").status == 0)
        #expect(try await forge.run("vote", "show", "taste").errors.contains("forge vote list"))
        #expect(try await forge.run("vote", "delete", "--undo", lineage.study).output.contains("restored"))
    }

    @Test func `What is wrong is said with a remedy`() async throws {
        let forge = try ForgeProcess()
        defer { forge.remove() }
        try await fill(forge)
        #expect(try await forge.run("vote", "new", "plain-base").status == 2)
        #expect(try await forge.run("vote", "new", "plain-base", "plain-bass").errors.contains("plain-base"))
        #expect(try await forge.run("vote", "run", "none", "--voter", "Ann").errors.contains("Remedy"))
        #expect(try await forge.run("vote", "judge", "x", "--model", "m", "--base-url", "http://a").status == 2)
    }

    @Test(.enabled(if: TestModel.isAvailable, "\(TestModel.hint)"))
    func `A real model judges, and what it says is counted as readable or not`() async throws {
        let forge = try ForgeProcess()
        defer { forge.remove() }
        try await fill(forge)
        _ = try await forge.run("vote", "new", "plain-base", "plain-tuned", "--pairs", "2", "--name", "taste")
        let model = try #require(TestModel.path)
        let judged = try await forge.run("vote", "judge", "taste", "--model", model, "--max-tokens", "24")
        #expect(judged.status == 0 && judged.output.contains("has judged 2 pairs"), "\(judged.errors)")
        let closed = try await forge.run("vote", "close", "taste", "--json")
        let judge = try JSONValue(parsing: closed.output)["judges"]?.array?.first
        #expect(judge?["votes"]?.int == 2 && judge?["voter"]?["kind"] == "judge")
    }
}
