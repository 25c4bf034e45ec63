import ForgeCore
import ForgeTesting
import Foundation
import Testing

@Suite("Commands without a model")
struct CommandTests {
    @Test(arguments: [
        ["kb"], ["kb", "create"], ["kb", "ingest"], ["kb", "list"], ["kb", "show"], ["kb", "search"],
        ["kb", "evaluate"], ["kb", "delete"], ["corpora"], ["encoders"], ["encoders", "remove"],
        [], ["run"], ["resume"], ["list"], ["show"], ["compare"], ["rescore"], ["export"], ["delete"], ["models"],
        ["models", "list"], ["models", "pull"], ["models", "info"], ["models", "tune"], ["models", "remove"],
        ["datasets"], ["datasets", "list"], ["datasets", "pull"], ["datasets", "info"], ["datasets", "samples"],
        ["datasets", "remove"], ["validate"], ["bench"], ["bench", "engine"], ["bench", "agents"], ["bench", "runner"],
        ["bench", "store"], ["bench", "serve"], ["report"], ["report", "site"], ["db", "status"], ["db", "backup"],
        ["db", "check"], ["db", "copy"], ["serve"], ["doctor"], ["train"], ["train", "run"], ["train", "data"],
        ["vote"], ["vote", "new"], ["vote", "run"], ["vote", "list"], ["vote", "show"], ["vote", "close"],
        ["vote", "judge"], ["vote", "export"], ["vote", "delete"], ["token"], ["token", "create"], ["token", "list"],
        ["token", "revoke"],
    ])
    func `every command explains itself`(command: [String]) async throws {
        let forge = try ForgeProcess()
        defer { forge.remove() }
        let result = try await forge.run(command + ["--help"])
        #expect(result.status == 0)
        #expect(result.output.contains("OVERVIEW:"))
        #expect(result.output.contains("USAGE: \((["forge"] + command).joined(separator: " "))"))
    }

    @Test func `a wrong command is a usage error and ends with 2`() async throws {
        let forge = try ForgeProcess()
        defer { forge.remove() }
        #expect(try await forge.run("frobnicate").status == 2)
        #expect(try await forge.run("list", "--limit", "0").status == 2)
        #expect(try await forge.run("list", "--status", "sleeping").status == 2)
        #expect(try await forge.run("compare", "only-one").status == 2)
    }

    @Test func `an empty home gives empty lists, not errors`() async throws {
        let forge = try ForgeProcess()
        defer { forge.remove() }
        let list = try await forge.run("list")
        #expect(list.status == 0)
        #expect(list.output.contains("forge run configs/demo.yaml"))
        #expect(try await forge.run("list", "--json").output.contains("\"total\" : 0"))
        #expect(try await forge.run("resume").output.contains("Nothing to resume"))
        #expect(try await forge.run("doctor").status == 0)
    }

    @Test func `an unknown experiment is named with a remedy`() async throws {
        let forge = try ForgeProcess()
        defer { forge.remove() }
        for command in [["show", "nothing"], ["export", "nothing"], ["delete", "nothing"], ["rescore", "nothing"]] {
            let result = try await forge.run(command)
            #expect(result.status == 1)
            #expect(result.errors.contains("nothing"))
            #expect(result.errors.contains("Remedy:"))
        }
    }

    @Test func `errors are JSON where JSON was asked for`() async throws {
        let forge = try ForgeProcess()
        defer { forge.remove() }
        let result = try await forge.run("show", "nothing", "--json")
        let error: JSONValue = try JSON.decode(from: result.errors)
        #expect(error["error"]?["kind"]?.string == "notFound")
        #expect(error["error"]?["remedy"]?.string?.isEmpty == false)
    }

    @Test func `a wrong config is refused with its line and the nearest name`() async throws {
        let forge = try ForgeProcess()
        defer { forge.remove() }
        let config = try forge.write(
            "name: x\nmodel: smollm2-135m-instruct\ndataset: nq-open\nmetod: naive\n", to: "x.yaml")
        for command in ["validate", "run"] {
            let result = try await forge.run(command, config)
            #expect(result.status == 2)
            #expect(result.errors.contains("x.yaml:4"))
            #expect(result.errors.contains("method"))
        }
        #expect(try await forge.run("list", "--json").output.contains("\"total\" : 0"))
    }

    @Test func `the shipped configs are valid`() async throws {
        let forge = try ForgeProcess()
        defer { forge.remove() }
        let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../configs")
            .standardizedFileURL
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".yaml") }
        #expect(!names.isEmpty)
        // The knowledge bases that their comments say to make first, with a document and its vector in each: without
        // an embedder here, their configs are refused, and rightly.
        let embedder = ProcessInfo.processInfo.environment["FORGE_TEST_EMBEDDER"]
        let text = #"{"_id": "a", "title": "France", "text": "Its capital is Paris."}"#
        let document = try forge.write(text, to: "a.jsonl")
        if let embedder { _ = try forge.write(Self.catalogue(embedder: embedder), to: "catalogue.yaml") }
        for base in ["hotpotqa", "vital", "vital-128", "vital-256", "vital-512"] {
            let kind = embedder == nil ? ["--no-embedder"] : ["--embedder", "tiny"]
            let made = try await forge.run(["kb", "create", base, "--source", document] + kind)
            #expect(made.status == 0, "\(made.errors)")
        }
        // Trainings are read by `forge train`, and TrainTests reads the shipped one.
        for name in names where !name.hasPrefix("dpo-") && (embedder != nil || !name.hasPrefix("rag-")) {
            let path = folder.appending(path: name).path
            // Matrices of benchmarks have their own keys.
            let check = name.hasPrefix("bench-") ? ["bench", "matrix", path, "--plan"] : ["validate", path]
            let result = try await forge.run(check)
            #expect(result.status == 0, "\(name): \(result.errors)")
        }
    }

    /// A catalogue that names the test's embedder.
    private static func catalogue(embedder: String) -> String {
        let files = [
            "config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json", "modules.json",
            "sentence_bert_config.json", "1_Pooling/config.json",
        ]
        return """
            encoders:
              tiny:
                summary: For tests
                kind: embedder
                licence: none
                sources:
                  - path: \(embedder)
                files:
            \(files.map { "      - file: \($0)" }.joined(separator: "\n"))
            """
    }

    @Test func `the template is a valid config`() async throws {
        let forge = try ForgeProcess()
        defer { forge.remove() }
        let config = try forge.write(try await forge.run("validate", "--template").output, to: "template.yaml")
        let result = try await forge.run("validate", config)
        #expect(result.status == 0, "\(result.errors)")
    }
}
