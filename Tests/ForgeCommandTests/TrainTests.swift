import ForgeCore
import ForgeTesting
import Foundation
import Testing

@Suite(.serialized, .enabled(if: TestModel.isAvailable, "\(TestModel.hint)"))
struct TrainTests {
    private static let pairs = [
        ("What is bread?", "A food made of flour and water.", "No idea."),
        ("Name a colour.", "Blue is a colour.", "Seven."),
        ("Say hello.", "Hello! How can I help?", "I do not want to."),
        ("Where is Rome?", "Rome is in Italy.", "Rome is on the moon."),
        ("What do bees make?", "Bees make honey.", "Bees make noise and nothing else."),
    ]

    private func write(_ forge: ForgeProcess, train: Int = 3, extra: String = "") throws -> String {
        let rows = Self.pairs.map { question, good, bad in
            "{\"prompt\": [{\"role\": \"user\", \"content\": \"\(question)\"}], \"chosen\": [{\"role\": "
                + "\"assistant\", \"content\": \"\(good)\"}], \"rejected\": [{\"role\": \"assistant\", "
                + "\"content\": \"\(bad)\"}]}"
        }
        let data = try forge.write((rows + ["{}", rows[0]]).joined(separator: "\n"), to: "pairs.jsonl")
        return try forge.write(
            """
            name: tiny
            model: \(TestModel.path ?? "")
            data: {path: "\(data)", train: \(train), validation: 0, test: 2}
            lora: {rank: 2, alpha: 4, dropout: 0.1}
            optimizer: {learning_rate: 0.001, batch: 1, epochs: 2}
            max_length: 96
            checkpoint_every: 1\(extra)
            """, to: "tiny.yaml")
    }

    @Test func `train data shows what is dropped, the parts and pairs to read`() async throws {
        let forge = try ForgeProcess()
        defer { forge.remove() }
        let result = try await forge.run("train", "data", try write(forge), "--pairs", "2")
        #expect(result.status == 0, "\(result.errors)")
        for text in [
            "7 rows, 5 usable pairs", "repeated: 1", "dropped: 1", "train: 3 pairs", "test: 2 pairs", "chosen:",
        ] {
            #expect(result.output.contains(text), "\(result.output)")
        }
    }

    @Test func `A training that is killed and continued gives the same adapter as one that was not`() async throws {
        let whole = try ForgeProcess(), cut = try ForgeProcess()
        defer {
            whole.remove()
            cut.remove()
        }
        let adapter = "trainings/tiny/adapter/adapter_model.safetensors"
        let result = try await whole.run("train", "run", try write(whole))
        try #require(result.status == 0, "\(result.errors)")
        #expect(result.output.contains("reward accuracy"))

        let config = try write(cut)
        let running = try cut.start(["train", "run", config])
        let checkpoint = cut.home.appending(path: "trainings/tiny/checkpoint-000002").path
        while running.process.isRunning, !FileManager.default.fileExists(atPath: checkpoint) {
            try await Task.sleep(for: .milliseconds(20))
        }
        running.killNow()
        _ = await running.wait()
        #expect(!FileManager.default.fileExists(atPath: cut.home.appending(path: adapter).path))
        let refused = try await cut.run("train", "run", config)
        #expect(refused.errors.contains("--continue"))
        // Other settings are refused and leave the record of those that the checkpoint came from.
        let record = cut.home.appending(path: "trainings/tiny/config.yaml")
        let before = try Data(contentsOf: record)
        let other = try await cut.run("train", "run", try write(cut, extra: "\nseed: 5"), "--continue")
        #expect(other.status != 0 && other.errors.contains("settings"), "\(other.errors)")
        #expect(try Data(contentsOf: record) == before)
        _ = try write(cut)
        let rest = try await cut.run("train", "run", config, "--continue")
        try #require(rest.status == 0, "\(rest.errors)")
        #expect(rest.errors.contains("going on after step"))
        let files = try [whole, cut].map { try Data(contentsOf: $0.home.appending(path: adapter)) }
        #expect(files[0] == files[1])
        let again = try await cut.run("train", "run", config, "--continue")
        #expect(again.status == 1 && again.errors.contains("is finished"))
    }

    @Test func `Marked pairs are left out and counted, and trainings are listed, shown and deleted`() async throws {
        let forge = try ForgeProcess()
        defer { forge.remove() }
        let config = try write(forge, train: 2)
        let none = try await forge.run("train", "list")
        #expect(none.status == 0 && none.output.contains("no training yet"))
        let review = try await forge.run(["train", "data", config, "--review"], input: "?\nb wrong way round\nq\n")
        #expect(review.status == 0 && review.output.contains("1 pair of 2 marked as bad"), "\(review.errors)")
        let marks = try JSONValue(
            parsing: String(contentsOf: forge.home.appending(path: "pairs/marks.json"), encoding: .utf8))
        let bad = try #require(marks["bad"]?.array?.first)
        #expect(bad["note"] == "wrong way round")

        let run = try await forge.run("train", "run", config)
        try #require(run.status == 0, "\(run.errors)")
        #expect(run.output.contains("1 pair left out"))
        let shown = try await forge.run("train", "show", "tiny")
        for text in ["finished", "4 of 4", "left out: 1 marked as bad", "reward accuracy", "adapter.gguf"] {
            #expect(shown.output.contains(text), "\(text): \(shown.output)")
        }
        let list = try JSONValue(parsing: try await forge.run("train", "list", "--json").output)
        let training = try #require(list.array?.first)
        #expect(training["state"] == "finished" && training["data"]?["leftOut"] == .array([bad["id"] ?? .null]))
        let data = try String(
            contentsOf: forge.home.appending(path: "trainings/tiny/data/train.jsonl"), encoding: .utf8)
        #expect(data.split(separator: "\n").count == 2)

        let unsure = try await forge.run("train", "delete", "tiny")
        #expect(unsure.status == 2 && unsure.errors.contains("--yes"))
        #expect(try await forge.run("train", "delete", "tiny", "--yes").status == 0)
        let gone = try await forge.run("train", "show", "tiny")
        #expect(gone.status != 0 && gone.errors.contains("There is no training"))
    }

    @Test func `Kills at random moments change no bit of the adapter`() async throws {
        let whole = try ForgeProcess(), cut = try ForgeProcess()
        defer {
            whole.remove()
            cut.remove()
        }
        let adapter = "trainings/tiny/adapter/adapter_model.safetensors"
        let result = try await whole.run("train", "run", try write(whole))
        try #require(result.status == 0, "\(result.errors)")
        let config = try write(cut)
        var generator = SeededGenerator(seed: 20_261_128)
        var kills = 0
        // From loading the model to the evaluation at the end: wherever it strikes.
        while kills < 6 {
            let running = try cut.start(["train", "run", config, "--continue"])
            try await Task.sleep(for: .seconds(0.2 + generator.unit() * 2))
            guard running.process.isRunning else { break }
            running.killNow()
            _ = await running.wait()
            kills += 1
        }
        #expect(kills >= 2, "it was over before it could be killed")
        let path = cut.home.appending(path: adapter)
        if !FileManager.default.fileExists(atPath: path.path) {
            let last = try await cut.run("train", "run", config, "--continue")
            try #require(last.status == 0, "\(last.errors)")
        }
        #expect(try Data(contentsOf: path) == Data(contentsOf: whole.home.appending(path: adapter)))
    }

    @Test func `A wrong key is named with its place and the nearest right one`() async throws {
        let forge = try ForgeProcess()
        defer { forge.remove() }
        let result = try await forge.run("train", "run", try write(forge, extra: "\nmax_lenght: 3\nlos: {beta: 1}"))
        #expect(result.status == 2)
        for text in ["max_lenght", "max_length", "loss", "tiny.yaml:8"] { #expect(result.errors.contains(text)) }
        let schema = try await forge.run("train", "run", "--schema")
        #expect(schema.output.contains("label_smoothing"))
    }
}
