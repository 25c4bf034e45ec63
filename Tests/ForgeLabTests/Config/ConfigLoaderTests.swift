import ForgeCore
import Foundation
import Testing

@testable import ForgeLab

@Suite struct ConfigLoaderTests {
    private let loader = ConfigFixtures.loader

    @Test func `a minimal config takes every default`() throws {
        let plan = try loader.load(text: ConfigFixtures.minimal)
        #expect(
            plan.experiments == [
                ExperimentConfig(
                    name: "demo", method: MethodConfig(name: "naive"), model: ModelConfig(name: "smollm2-135m"),
                    dataset: DatasetConfig(name: "nq-open"))
            ])
        #expect(plan.name == "demo")
        #expect(plan.source == ConfigFixtures.minimal)
    }

    @Test func `the example of the guide makes two experiments on one sample`() throws {
        let text = """
            name: demo
            model: smollm2-135m
            dataset: {name: nq-open, n: 60}
            seed: 7
            generation: {max_tokens: 128}
            metrics: [em.squad, f1.squad]     # optional
            matrix:
              method: [naive, {name: cot, shots: 0}]
            """
        let plan = try loader.load(text: text)
        #expect(plan.experiments.map(\.name) == ["demo/naive", "demo/cot"])
        #expect(plan.experiments.map(\.method.options) == [[:], ["shots": 0, "style": "terse"]])
        #expect(Set(plan.experiments.map(\.dataset)) == [DatasetConfig(name: "nq-open", n: 60)])
        #expect(plan.experiments.map(\.seed) == [7, 7])
        #expect(plan.experiments.map(\.generation.maxTokens) == [128, 128])
        #expect(plan.axes == ["method"])
    }

    @Test func `batches that cannot be are found out`() throws {
        let base = "name: a\nmethod: naive\nmodel: smollm2-135m\ndataset: nq-open\n"
        #expect(throws: LabError.self) {
            try loader.load(text: base + "engine: {batching: sequential, batch: 4}")
        }
        let few = try loader.load(text: base + "concurrency: 4\nengine: {batching: static, batch: 8}")
        #expect(few.warnings.map(\.path) == ["engine.batch"])
        let enough = try loader.load(text: base + "engine: {batching: static, batch: 8}")
        #expect(enough.warnings.isEmpty)
        #expect(enough.experiments[0].parallelSequences == 16)
    }

    @Test func `every key reaches its place`() throws {
        let text = """
            name: full
            description: all of it
            method: {name: cot, shots: 2, style: verbose}
            model: {name: gemma-3-270m, adapter: a.gguf, original: true}
            dataset: {name: mine, split: test, n: 5, path: q.jsonl, columns: {question: q, answer: a}}
            seed: 9
            generation: {max_tokens: 64, temperature: 0.7, top_p: 0.9, top_k: 40, stop: ["\\n"], time_limit: 1.5,
              overflow: truncate-start}
            engine: {context_length: 1024, threads: 2, gpu_layers: 0, batch_size: 512, prefix_cache: false,
              prefix_cache_mb: 64, cold_start: true, batching: static, batch: 4, speculation: prompt-lookup, reproducible: false}
            concurrency: 4
            metrics: [f1.squad]
            tags: [a, 2024]
            """
        let expected = ExperimentConfig(
            name: "full", description: "all of it",
            method: MethodConfig(name: "cot", options: ["shots": 2, "style": "verbose"]),
            model: ModelConfig(name: "gemma-3-270m", adapter: "a.gguf", original: true),
            dataset: DatasetConfig(
                name: "mine", split: "test", n: 5, path: "q.jsonl", columns: ["question": "q", "answer": "a"]),
            seed: 9,
            generation: GenerationConfig(
                maxTokens: 64, temperature: 0.7, topP: 0.9, topK: 40, stop: ["\n"], timeLimit: 1.5,
                overflow: .truncateStart),
            engine: EngineConfig(
                contextLength: 1024, threads: 2, gpuLayers: 0, batchSize: 512, prefixCache: false,
                prefixCacheMegabytes: 64, coldStart: true, batching: .static, batch: 4, speculation: .promptLookup,
                reproducible: false),
            concurrency: 4, metrics: ["f1.squad"], tags: ["a", "2024"])
        #expect(try loader.load(text: text).experiments == [expected])
    }

    @Test func `several errors are reported at once, in the order of the text`() {
        let findings = ConfigFixtures.findings(
            """
            name: demo
            method: cott
            modle: smollm2-135m
            dataset: {name: nq-open, n: 0}
            concurrency: "4"
            """)
        #expect(findings.map(\.line) == [1, 2, 3, 4, 5])
        #expect(findings.map(\.path) == ["model", "method", "modle", "dataset.n", "concurrency"])
        #expect(findings.map(\.suggestion) == [nil, "cot", "model", nil, nil])
    }

    @Test func `an error names file, line and column and underlines the word`() throws {
        let error = try #require(throws: LabError.self) {
            try loader.load(
                text: "name: demo\nmethod: naive\nmodel: smollm2-135m\ndatset: nq-open\n", file: "demo.yaml")
        }
        #expect(error.code == "config.invalid")
        #expect(error.message == "demo.yaml: 2 errors")
        let cause = try #require(error.cause)
        #expect(
            cause.contains(
                """
                demo.yaml:4:1: unknown key `datset`
                 4 | datset: nq-open
                   | ^^^^^^
                     did you mean `dataset`?
                     allowed: name, description, method,
                """))
    }

    @Test(arguments: [
        ("n: 60", "n", "dataset.n"), ("split: test", "split", "dataset.split"),
        ("max_tokens: 9", "max_tokens", "generation.max_tokens"), ("shots: 1", "shots", "method.shots"),
    ])
    func `a key in the wrong section is shown its place`(line: String, path: String, suggestion: String) {
        let text = "name: demo\nmethod: cot\nmodel: smollm2-135m\ndataset: nq-open\n\(line)\n"
        let findings = ConfigFixtures.findings(text)
        #expect(findings.map(\.path) == [path])
        #expect(findings.map(\.suggestion) == [suggestion])
        #expect(findings.map(\.line) == [5])
    }

    @Test(arguments: [
        ("seed: -1", "out of range"), ("seed: 99999999999999999999", "too large"), ("seed: 1e3", "plain digits"),
        ("seed: 0x10", "plain digits"), ("seed: 010", "octal"), ("seed: 1_000", "not a whole number"),
        ("seed: \"7\"", "quotes"), ("seed: seven", "not a whole number"), ("seed: 7.0", "plain digits"),
        ("seed:", "empty"), ("seed: ~", "empty"), ("seed: [7]", "wrong type"), ("seed: {a: 1}", "wrong type"),
        ("generation: {temperature: 1e400}", "largest number"), ("generation: {temperature: .inf}", "not a decimal"),
        ("generation: {temperature: .nan}", "not a decimal"), ("generation: {temperature: -0.1}", "out of range"),
        ("generation: {top_p: 1.5}", "out of range"), ("generation: {stop: stop}", "wrong type"),
        ("generation: {stop: [a, ~]}", "wrong type"), ("generation: 5", "wrong type"), ("generation:", "empty"),
        ("generation: {overflow: truncate}", "cannot be"), ("engine: {prefix_cache: yes}", "write true"),
        ("engine: {prefix_cache: no}", "write false"), ("engine: {prefix_cache: \"true\"}", "quotes"),
        ("concurrency: 0", "out of range"), ("concurrency: 1025", "out of range"), ("metrics: [em.squd]", "no metric"),
        ("metrics: [contains, contains]", "twice"), ("tags: [a, a]", "twice"), ("description: \"\"", "empty"),
        ("engine: {threads: 2, threads: 3}", "twice"),
    ])
    func `an impossible value is one error on its line`(line: String, words: String) throws {
        let findings = ConfigFixtures.findings(ConfigFixtures.minimal + line + "\n")
        #expect(findings.count == 1)
        let finding = try #require(findings.first)
        #expect(finding.message.contains(words), "\(finding.message)")
        #expect(finding.line == 5)
    }

    @Test(arguments: [
        ("name: no", "no"), ("name: 2024", "2024"), ("name: 1.10", "1.10"), ("name: 'null'", "null"),
    ])
    func `text is taken as it is written, whatever YAML would make of it`(line: String, name: String) throws {
        let text = ConfigFixtures.minimal.replacing("name: demo", with: line)
        #expect(try loader.load(text: text).experiments.map(\.name) == [name])
    }

    @Test func `a method may give the empty text a meaning`() throws {
        let text = ConfigFixtures.minimal.replacing("naive", with: "{name: cot, instruction: \"\"}")
        #expect(try loader.load(text: text).experiments.map(\.method.options["instruction"]) == [""])
        let slip = ConfigFixtures.minimal.replacing("nq-open", with: "{name: nq-open, split: \"\"}")
        #expect(ConfigFixtures.findings(slip).map(\.path) == ["dataset.split"])
    }

    @Test func `an own file needs no catalogue name, and columns need an own file`() throws {
        let own = ConfigFixtures.minimal.replacing("nq-open", with: "{name: mine, path: a.jsonl}")
        #expect(try loader.load(text: own).experiments.map(\.dataset.path) == ["a.jsonl"])
        let columns = ConfigFixtures.minimal.replacing("nq-open", with: "{name: nq-open, columns: {question: q}}")
        #expect(ConfigFixtures.findings(columns).map(\.path) == ["dataset.columns"])
    }

    @Test func `roles of columns and the layout of an own file are checked before anything runs`() throws {
        let text = ConfigFixtures.minimal.replacing(
            "nq-open", with: "{name: mine, path: a.txt, columns: {question: q, answers: a}}")
        let findings = ConfigFixtures.findings(text)
        #expect(findings.map(\.path) == ["dataset.path", "dataset.columns.answers"])
        #expect(findings[0].message.contains(".jsonl"))
        #expect(findings[1].suggestion == "answer" && findings[1].allowed?.hasPrefix("question, answer, id") == true)
    }

    @Test func `unknown models and data sets get the nearest name`() {
        let text = "name: demo\nmethod: naive\nmodel: smollm2\ndataset: nq_opn\n"
        #expect(ConfigFixtures.findings(text).map(\.suggestion) == ["smollm2-135m", "nq-open"])
    }

    @Test func `options of an unknown method are not judged`() {
        let text = ConfigFixtures.minimal.replacing("method: naive", with: "method: {name: cof, shots: 99}")
        #expect(ConfigFixtures.findings(text).map(\.message) == ["there is no method `cof`"])
    }

    @Test func `a file that is not there says so`() {
        let error = #expect(throws: LabError.self) { try loader.load(path: "/nowhere/at/all.yaml") }
        #expect(error?.kind == .notFound)
        #expect(error?.code == "config.unreadable")
    }

    @Test func `a folder is no config`() {
        let error = #expect(throws: LabError.self) { try loader.load(path: NSTemporaryDirectory()) }
        #expect(error?.code == "config.unreadable")
    }
}
