import ForgeCore
import ForgeTesting
import Foundation
import Testing

@Suite(.serialized, .enabled(if: ForgeProcess.isBuilt))
struct `Runs with a model behind a server` {
    private static let key = "sk-very-secret-0123456789"

    private static func config(_ address: String, engine: String = "") -> String {
        """
        name: served
        model: m
        dataset: {name: own-questions, path: "\(OwnQuestions.file)", columns: {question: question, answer: answer, id: id}, n: 8}
        method: naive
        engine: {type: openai, base_url: "\(address)"\(engine)}
        """
    }

    /// Runs a config on this server in a home of its own.
    private func run(
        on server: ModelServer, engine: String = "", environment: [String: String] = [:],
        _ check: @Sendable @escaping (ForgeProcess, ForgeProcess.Result) async throws -> Void
    ) async throws {
        try await server.run { address in
            let forge = try ForgeProcess()
            defer { forge.remove() }
            let file = forge.home.appending(path: "served.yaml")
            try Self.config(address, engine: engine).write(to: file, atomically: true, encoding: .utf8)
            try await check(forge, try await forge.run(["run", file.path], environment: environment))
        }
    }

    @Test func `answers are scored and the server is recorded, the key nowhere`() async throws {
        let server = ModelServer()
        try await run(on: server, engine: ", api_key_env: MY_API_KEY", environment: ["MY_API_KEY": Self.key]) {
            forge, result in
            #expect(result.status == 0, "\(result.errors)")
            let shown = try await forge.run("show", "served", "--json")
            let experiment = try JSONValue(parsing: shown.output)
            #expect(shown.output.contains("MY_API_KEY") && shown.output.contains("127.0.0.1"))
            #expect(experiment != .null)
            let files = FileManager.default.enumerator(at: forge.home, includingPropertiesForKeys: nil)
            var texts = [result.output, result.errors, shown.output]
            while let url = files?.nextObject() as? URL {
                if let data = try? Data(contentsOf: url) { texts.append(String(decoding: data, as: UTF8.self)) }
            }
            #expect(texts.count > 4 && !texts.contains { $0.contains(Self.key) })
        }
        #expect(server.completions.count == 8)
        #expect(server.completions.allSatisfy { $0.authorization == "Bearer \(Self.key)" })
    }

    @Test func `a refused question fails alone`() async throws {
        let refusal = ModelServer.Reply.status(400, #"{"error":{"message":"not this one"}}"#)
        try await run(on: ModelServer([refusal])) { forge, result in
            #expect(result.status == 0, "\(result.errors)")
            let shown = try await forge.run("export", "served", "--format", "jsonl")
            #expect(shown.output.components(separatedBy: "not this one").count == 2)
        }
    }

    @Test func `a wrong key ends the run with what to do`() async throws {
        let server = ModelServer(otherwise: .status(401, #"{"error":{"message":"Incorrect API key: \#(Self.key)"}}"#))
        try await run(on: server, engine: ", api_key_env: MY_API_KEY", environment: ["MY_API_KEY": Self.key]) {
            _, result in
            #expect(result.status == 1)
            #expect(result.errors.contains("Check the key in MY_API_KEY"))
            #expect(!(result.errors + result.output).contains(Self.key))
        }
    }

    @Test func `a server that is not there is said to be`() async throws {
        let forge = try ForgeProcess()
        defer { forge.remove() }
        let file = forge.home.appending(path: "served.yaml")
        try Self.config("http://127.0.0.1:9/v1").write(to: file, atomically: true, encoding: .utf8)
        let result = try await forge.run("run", file.path)
        #expect(result.status == 1 && result.errors.contains("nothing listens at http://127.0.0.1:9/v1"))
    }

    @Test func `the benchmark writes vLLM's result`() async throws {
        try await ModelServer(otherwise: .words(["a", "b", "c"])).run { address in
            let forge = try ForgeProcess()
            defer { forge.remove() }
            let file = forge.home.appending(path: "r.json").path
            let result = try await forge.run(
                "bench", "serve", "--model", "m", "--type", "openai", "--base-url", address, "--requests", "5",
                "--rate",
                "50", "--result", file)
            #expect(result.status == 0, "\(result.errors)")
            #expect(result.output.contains("5 requests answered, 0 failed"))
            let written = try JSONValue(parsing: String(contentsOfFile: file, encoding: .utf8))
            #expect(written["completed"] == 5 && written["ttfts"]?.array?.count == 5)
        }
    }

    @Test(arguments: [("--timeout", "1e300"), ("--timeout", "86401"), ("--rate", "1e-7"), ("--rate", "nan")])
    func `times that no clock can count are refused`(option: String, value: String) async throws {
        let forge = try ForgeProcess()
        defer { forge.remove() }
        let result = try await forge.run("bench", "serve", "--model", "m", option, value)
        #expect(result.status != 0 && result.errors.contains("\(option) must be"), "\(result.errors)")
    }
}
