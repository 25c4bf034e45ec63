import ForgeCore
import ForgeTesting
import Foundation
import Testing

/// What becomes of a training: exported, used in an experiment, merged, published.
@Suite(.serialized, .enabled(if: TestModel.isAvailable, "\(TestModel.hint)"))
struct TrainingOutputTests {
    private func config(_ forge: ForgeProcess, name: String, extra: String = "") throws -> String {
        let rows = (1...4).map { number in
            "{\"prompt\": [{\"role\": \"user\", \"content\": \"Say \(number).\"}], \"chosen\": [{\"role\": \"assistant\", "
                + "\"content\": \"\(number)\"}], \"rejected\": [{\"role\": \"assistant\", \"content\": \"No.\"}]}"
        }
        let data = try forge.write(rows.joined(separator: "\n"), to: "pairs.jsonl")
        return try forge.write(
            """
            name: \(name)
            model: \(TestModel.path ?? "")
            hub_model: acme/base
            data: {path: "\(data)", train: 2, validation: 0, test: 2}
            lora: {rank: 2, alpha: 4}
            optimizer: {learning_rate: 0.001, batch: 1, max_steps: 1}
            max_length: 96
            \(extra)
            """, to: "\(name).yaml")
    }

    private func experiment(_ forge: ForgeProcess, model: String, adapter: String) throws -> String {
        try forge.write(
            """
            name: tried
            model: {name: \(model), adapter: \(adapter)}
            dataset: {name: nq-open, n: 2}
            method: naive
            """, to: "tried.yaml")
    }

    @Test func `A matrix of trainings is run; each is used, merged, imported again and published`() async throws {
        let forge = try ForgeProcess()
        defer { forge.remove() }
        let run = try await forge.run(
            "train", "run", try config(forge, name: "tiny", extra: "matrix: {loss.beta: [0.1, 0.5]}"))
        try #require(run.status == 0, "\(run.errors)")
        for name in ["tiny-beta-0.1", "tiny-beta-0.5"] {
            #expect(FileManager.default.fileExists(atPath: adapter(name, forge) + "/adapter.gguf"))
        }
        let model = TestModel.path ?? ""
        let fits = try await forge.run("validate", try experiment(forge, model: model, adapter: "tiny-beta-0.1"))
        #expect(fits.status == 0 && fits.output.contains("valid, 1 experiment"), "\(fits.output)\(fits.errors)")

        let imported = forge.home.appending(path: "again.gguf").path
        let importing = try await forge.run(
            "models", "import-adapter", adapter("tiny-beta-0.1", forge), "--model", model, "--output", imported)
        #expect(importing.status == 0, "\(importing.errors)")
        let again = try await forge.run("validate", try experiment(forge, model: model, adapter: imported))
        #expect(again.status == 0, "\(again.errors)")

        let merged = forge.home.appending(path: "merged.gguf").path
        let merge = ["models", "merge", model, "tiny-beta-0.1", "--output", merged, "--format", "keep"]
        let merging = try await forge.run(merge)
        #expect(merging.status == 0 && merging.output.contains(merged), "\(merging.errors)")
        let refused = try await forge.run(merge)
        #expect(refused.status != 0 && refused.errors.contains("--force"))

        try await publish("tiny-beta-0.1", forge)
    }

    private func adapter(_ training: String, _ forge: ForgeProcess) -> String {
        forge.home.appending(path: "trainings/\(training)/adapter").path
    }

    private func publish(_ training: String, _ forge: ForgeProcess) async throws {
        let hub = HubStandIn()
        let push = ["models", "push", training, "--repo", "acme/tiny"]
        let none = try await forge.run(push, environment: ["HF_TOKEN": ""])
        #expect(none.status != 0 && none.errors.contains("HF_TOKEN"))
        try await hub.run { address in
            let environment = ["HF_ENDPOINT": address, "HF_TOKEN": HubStandIn.token]
            let first = try await forge.run(push, environment: environment)
            #expect(first.status == 0 && first.output.contains("acme/tiny (private)"), "\(first.errors)")
            let second = try await forge.run(push, environment: environment)
            #expect(second.status == 0 && second.output.contains("nothing to do"), "\(second.errors)")
            #expect(!(first.output + first.errors).contains(HubStandIn.token))
        }
        #expect(hub.isPrivate("acme/tiny") == true && hub.commits("acme/tiny").count == 1)
        let kept = try Data(contentsOf: URL(filePath: adapter(training, forge) + "/adapter.gguf"))
        #expect(hub.files("acme/tiny")["adapter.gguf"] == kept)
    }

    @Test func `An adapter that is missing or belongs to another model is refused with its place`() async throws {
        let forge = try ForgeProcess()
        defer { forge.remove() }
        let model = TestModel.path ?? ""
        for (adapter, text) in [
            ("nowhere", "There is no training called nowhere."), ("/nowhere/a.gguf", "There is no adapter at"),
            (forge.home.path, "holds no adapter.gguf"), (model, "is not a LoRA adapter"),
        ] {
            let config = try experiment(forge, model: model, adapter: adapter)
            for command in ["validate", "run"] {
                let result = try await forge.run(command, config)
                #expect(result.status == 2 && result.errors.contains(text), "\(result.errors)")
                #expect(result.errors.contains("tried.yaml:2:"))
            }
        }
    }

    @Test func `A training is exported for TRL, a matrix and a second time are refused`() async throws {
        let forge = try ForgeProcess()
        defer { forge.remove() }
        let folder = forge.home.appending(path: "out")
        let export = ["train", "export", try config(forge, name: "tiny"), "--output", folder.path]
        let result = try await forge.run(export)
        #expect(result.status == 0, "\(result.errors)")
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        #expect(
            Set(files).isSuperset(of: [
                "train_dpo.py", "train_dpo.ipynb", "requirements.txt", "train.jsonl", "test.jsonl",
            ]))
        let script = try String(contentsOf: folder.appending(path: "train_dpo.py"), encoding: .utf8)
        #expect(script.contains("acme/base"))
        let second = try await forge.run(export)
        #expect(second.status != 0 && second.errors.contains("--force"))
        #expect(try await forge.run(export + ["--force"]).status == 0)
        let matrix = try config(forge, name: "many", extra: "matrix: {loss.beta: [0.1, 0.5]}")
        let refused = try await forge.run("train", "export", matrix, "--output", folder.path + "-2")
        #expect(refused.status != 0 && refused.errors.contains("matrix of 2 trainings"))
    }
}
