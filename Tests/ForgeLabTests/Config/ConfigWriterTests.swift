import ForgeCore
import Testing

@testable import ForgeLab

@Suite struct ConfigWriterTests {
    @Test(arguments: [
        "plain", "no", "12", "1e3", "with: colon", "# hash", "- dash", "quote \" and ' and \\", "ünï 🎉", " padded ",
        "*star", "line\nbreak\ttab",
    ])
    func `a config reads back to itself`(text: String) throws {
        let config = ExperimentConfig(
            name: "demo", description: text,
            method: MethodConfig(name: "cot", options: ["shots": 2, "style": "verbose"]),
            model: ModelConfig(name: "smollm2-135m", adapter: text),
            dataset: DatasetConfig(name: "mine", split: text, n: 3, path: text + ".jsonl", columns: ["question": text]),
            seed: 5, generation: GenerationConfig(temperature: 0.1, stop: [text, "b"], timeLimit: 2.25),
            engine: EngineConfig(
                contextLength: 512, prefixCacheMegabytes: 0, coldStart: false, batching: .static, batch: 2,
                speculation: .off, reproducible: true), metrics: ["em.squad"], tags: [text])
        let yaml = try ConfigWriter.yaml(config)
        #expect(try ConfigFixtures.loader.load(text: yaml).experiments == [config], "\(yaml)")
    }

    @Test func `the text is in the order of the schema and quotes what could be misread`() throws {
        let config = ExperimentConfig(
            name: "no", method: MethodConfig(name: "naive"), model: ModelConfig(name: "m"),
            dataset: DatasetConfig(name: "nq-open", n: 60), seed: 7, tags: ["12"])
        let yaml = try ConfigWriter.yaml(config)
        #expect(
            yaml == """
                name: "no"
                method:
                  name: naive
                model:
                  name: m
                  original: false
                dataset:
                  name: nq-open
                  n: 60
                seed: 7
                generation:
                  temperature: 0
                  top_p: 1
                  top_k: 0
                  overflow: refuse
                engine:
                  prefix_cache: true
                concurrency: 16
                tags: ["12"]

                """)
    }

    @Test func `the template is a valid config`() throws {
        let plan = try ConfigFixtures.loader.load(text: ConfigReference.template)
        #expect(plan.experiments.map(\.name) == ["demo/naive", "demo/cot"])
    }

    @Test func `the reference names every key with its default`() {
        let text = ConfigReference.text(methods: ConfigFixtures.methods, metrics: ["em.squad"])
        #expect(text.contains("  max_tokens      a whole number from 1 to 1048576\n"))
        #expect(text.contains("concurrency       a whole number from 1 to 1024 (default 16)\n"))
        #expect(text.contains("  shots           a whole number from 0 to 5 (default 3)\n"))
        #expect(text.contains("dataset*          a section (required)\n"))
        #expect(text.contains("Metrics: em.squad\n"))
    }
}
