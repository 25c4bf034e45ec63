import ForgeCore
import Testing

@testable import ForgeLab

@Suite("Configs with models behind a server")
struct ServerConfigTests {
    private static let head = "name: a\nmethod: naive\nmodel: org/any-model\ndataset: nq-open\n"

    private static let local = head.replacing("org/any-model", with: "smollm2-135m")

    private func config(_ engine: String) throws -> ExperimentConfig {
        try #require(try ConfigFixtures.loader.load(text: Self.head + engine).experiments.first)
    }

    @Test func `every key reaches its place, and is written as it was read`() throws {
        let config = try config(
            """
            engine: {type: vllm, base_url: "https://gpu.example.org/v1", model: m-8b, api_key_env: GPU_API_KEY,
              max_concurrency: 64, timeout: 90, context_length: 4096}
            """)
        let expected = ServerConfig(
            kind: .vllm, baseURL: "https://gpu.example.org/v1", model: "m-8b", keyVariable: "GPU_API_KEY",
            maxConcurrency: 64, timeout: 90)
        #expect(config.engine.server == expected && config.engine.contextLength == 4096)
        #expect(config.model.name == "org/any-model")
        let again = try ConfigFixtures.loader.load(text: try ConfigWriter.yaml(config)).experiments
        #expect(again == [config])
    }

    @Test(arguments: ServerKind.allCases) func `the type alone is enough`(kind: ServerKind) throws {
        let config = try config("engine: {type: \(kind.rawValue)}\n")
        #expect(config.engine.server == ServerConfig(kind: kind))
        #expect(try ConfigFixtures.loader.load(text: try ConfigWriter.yaml(config)).experiments == [config])
    }

    @Test func `a config without a server keeps the hash it had`() throws {
        let config = ExperimentConfig(
            name: "a", method: .init(name: "naive"), model: .init(name: "m"), dataset: .init(name: "d"))
        #expect(try !JSON.text(config).contains("server"))
    }

    @Test(arguments: [
        ("engine: {base_url: \"http://127.0.0.1:8000/v1\"}", "engine.base_url", "set `engine.type`"),
        ("engine: {type: vllm, threads: 2}", "engine.threads", "leave it out"),
        ("engine: {type: vllm, prefix_cache: true}", "engine.prefix_cache", "leave it out"),
        ("engine: {type: vllm, base_url: gpu}", "engine.base_url", "write it like http://"),
        ("engine: {type: vllm, base_url: \"http://me:pw@gpu/v1\"}", "engine.base_url", "api_key_env"),
        ("engine: {type: openai, api_key_env: sk-abc}", "engine.api_key_env", "never the key itself"),
        ("engine: {type: openai, api_key_env: QDRANT_API_KEY}", "engine.api_key_env", "never the key itself"),
        ("engine: {type: openai, api_key_env: DATABASE_URL}", "engine.api_key_env", "ends in _API_KEY"),
        (
            "engine: {type: vllm, base_url: \"http://gpu/v1\", api_key_env: GPU_API_KEY}", "engine.api_key_env",
            "unencrypted"
        ),
        ("engine: {type: openai}\ngeneration: {top_k: 5}", "generation.top_k", "leave it out"),
        ("engine: {type: vllm}\ngeneration: {overflow: truncate-start}", "generation.overflow", "leave it out"),
        ("engine: {type: openai, timeout: 0}", "engine.timeout", "from 1"),
        ("engine: {type: vlm}", "engine.type", "vlm"),
    ])
    func `what cannot be is said where it stands`(text: String, path: String, words: String) throws {
        let findings = ConfigFixtures.findings(Self.local + text)
        #expect(findings.map(\.path) == [path])
        let shown = try #require(findings.first).rendered(file: "a.yaml", source: Self.local + text)
        #expect(shown.contains(words))
    }

    @Test func `an adapter cannot be sent`() {
        let text = "name: a\nmethod: naive\nmodel: {name: m, adapter: x.gguf}\ndataset: nq-open\nengine: {type: vllm}\n"
        #expect(ConfigFixtures.findings(text).map(\.path) == ["model.adapter"])
    }

    @Test func `configs from the web name servers of this machine and the one that is set up`() throws {
        var loader = ConfigFixtures.loader
        loader.acceptsPaths = false
        func findings(_ address: String) -> [String] {
            loader.report(text: Self.head + "engine: {type: vllm, base_url: \"\(address)\"}\n").diagnostics.map(\.path)
        }
        #expect(findings("http://127.0.0.1:8000/v1") == [])
        #expect(findings("http://169.254.169.254/v1") == ["engine.base_url"])
        let own = try ServerAddress("https://gpu.example.org/v1")
        loader.allowsServer = { $0 == own }
        #expect(findings("https://gpu.example.org/v1") == [])
        #expect(findings("http://127.0.0.1:8000/v1") == ["engine.base_url"])
    }

    @Test func `configs from the web send no key`() throws {
        var loader = ConfigFixtures.loader
        let text = Self.head + "engine: {type: vllm, base_url: \"http://127.0.0.1:9/v1\", api_key_env: OTHER_API_KEY}\n"
        #expect(loader.report(text: text).diagnostics.isEmpty)
        loader.acceptsPaths = false
        let findings = loader.report(text: text).diagnostics
        #expect(findings.map(\.path) == ["engine.api_key_env"])
        #expect(findings.first?.message.contains("use the command line, or leave it out") == true)
    }
}
