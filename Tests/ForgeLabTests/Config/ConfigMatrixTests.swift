import ForgeCore
import Testing

@testable import ForgeLab

@Suite struct ConfigMatrixTests {
    private func names(_ matrix: String, base: String = "name: d\nmodel: smollm2-135m\ndataset: nq-open\n") throws
        -> [String]
    {
        try ConfigFixtures.loader.load(text: base + "matrix:\n" + matrix).experiments.map(\.name)
    }

    @Test func `the first axis varies slowest`() throws {
        #expect(
            try names("  method: [naive, cot]\n  seed: [1, 2]\n") == [
                "d/naive/seed=1", "d/naive/seed=2", "d/cot/seed=1", "d/cot/seed=2",
            ])
    }

    @Test func `values that would look alike get the keys that tell them apart`() throws {
        #expect(
            try names("  method: [naive, {name: cot, shots: 0}, {name: cot, shots: 3}]\n") == [
                "d/naive", "d/cot,shots=0", "d/cot,shots=3",
            ])
    }

    @Test func `only the options that differ are told`() throws {
        let rag = "name: rag, knowledge_base: b"
        let matrix = "  method: [naive, {\(rag), k: 5}, {\(rag), k: 3}, {\(rag), k: 3, cot: true}]\n"
        let loader = ConfigLoader(methods: Methods.schemas)
        let plan = try loader.load(text: "name: d\nmodel: m\ndataset: nq-open\nmatrix:\n" + matrix)
        #expect(plan.experiments.map(\.name) == ["d/naive", "d/rag,k=5", "d/rag,k=3", "d/rag,k=3,cot=true"])
    }

    @Test func `paths reach into sections, also those the base has in short form`() throws {
        let base = "name: d\nmodel: smollm2-135m\nmethod: cot\ndataset: nq-open\n"
        let text = base + "matrix:\n  method.shots: [0, 5]\n  generation.temperature: [0, 0.7]\n  dataset.n: [10]\n"
        let plan = try ConfigFixtures.loader.load(text: text)
        #expect(plan.experiments.map(\.method.options["shots"]) == [0, 0, 5, 5])
        #expect(plan.experiments.map(\.generation.temperature) == [0, 0.7, 0, 0.7])
        #expect(plan.experiments.map(\.dataset) == Array(repeating: DatasetConfig(name: "nq-open", n: 10), count: 4))
        #expect(plan.experiments.first?.name == "d/shots=0/temperature=0/n=10")
    }

    @Test func `an axis over data sets keeps the other keys of the section`() throws {
        let text = """
            name: d
            method: naive
            model: smollm2-135m
            dataset: {n: 20}
            matrix:
              dataset: [nq-open, {name: gsm8k, split: test}]
            """
        let plan = try ConfigFixtures.loader.load(text: text)
        #expect(
            plan.experiments.map(\.dataset) == [
                DatasetConfig(name: "nq-open", n: 20), DatasetConfig(name: "gsm8k", split: "test", n: 20),
            ])
        #expect(plan.experiments.map(\.name) == ["d/nq-open", "d/gsm8k"])
    }

    @Test func `an option is applied after the method that it belongs to, whatever the order`() throws {
        let plan = try ConfigFixtures.loader.load(
            text: "name: d\nmodel: smollm2-135m\ndataset: nq-open\nmatrix:\n  method.shots: [1, 2]\n  method: [cot]\n")
        #expect(plan.experiments.map(\.method.options["shots"]) == [1, 2])
    }

    @Test(arguments: [
        ("  metod: [naive]\n", "cannot be a matrix axis"), ("  name: [a, b]\n", "cannot be a matrix axis"),
        ("  generation..top_p: [1]\n", "cannot be a matrix axis"), ("  method: naive\n", "must be a list"),
        ("  method: []\n", "must be a list"), ("  generation: {top_p: [1]}\n", "dotted path"),
        ("  method: [naive, naive]\n", "twice"), ("  method: [naive, cto]\n", "no method `cto`"),
        ("  method: [naive]\n  seed: [1, -1]\n", "out of range"),
        ("  method: [naive, cot]\n  method.shots: [0]\n", "unknown key `shots`"),
    ])
    func `a wrong matrix is one error on its line`(matrix: String, words: String) throws {
        let text = "name: d\nmodel: smollm2-135m\ndataset: nq-open\nmatrix:\n" + matrix
        let findings = ConfigFixtures.findings(text)
        let finding = try #require(findings.first { $0.message.contains(words) }, "\(findings)")
        #expect(finding.line >= 5)
        #expect(findings.allSatisfy { $0 == finding || $0.message == "`method` is missing" })
    }

    @Test(arguments: [("seed: 7", "  seed: [1, 2]\n"), ("method: naive", "  method: [cot]\n")])
    func `what the base fixes cannot vary`(line: String, axis: String) throws {
        let method = line.hasPrefix("method") ? "" : "method: naive\n"
        let text = "name: d\nmodel: smollm2-135m\ndataset: nq-open\n\(method)\(line)\nmatrix:\n\(axis)"
        #expect(ConfigFixtures.findings(text).contains { $0.message.contains("keep one") })
    }

    @Test func `500 experiments are allowed and 501 are not`() throws {
        let seeds = { (count: Int) in
            "  method: [naive]\n  seed: [\((1...count).map(String.init).joined(separator: ", "))]\n"
        }
        let names = try names(seeds(500))
        #expect(Set(names).count == 500)
        let error = #expect(throws: LabError.self) { try self.names(seeds(501)) }
        #expect(error?.cause?.contains("makes 501 experiments; at most 500") == true)
    }

    @Test func `a product beyond all numbers is refused`() {
        let list = "[\((1...400).map(String.init).joined(separator: ", "))]"
        let axes = [
            "seed", "concurrency", "dataset.n", "generation.max_tokens", "generation.top_k", "engine.threads",
            "engine.batch_size", "engine.gpu_layers",
        ]
        let matrix = axes.map { "  \($0): \(list)\n" }.joined()
        let findings = ConfigFixtures.findings(ConfigFixtures.minimal + "matrix:\n" + matrix)
        #expect(findings.map(\.message) == ["`matrix` makes \(Int.max) experiments; at most 500 are allowed"])
    }

    @Test func `models of the same file name stay apart`() throws {
        let loader = ConfigLoader(methods: ConfigFixtures.methods)
        let plan = try loader.load(
            text: "name: d\nmethod: naive\ndataset: nq-open\nmatrix:\n  model: [a/m.gguf, b/m.gguf]\n")
        #expect(plan.experiments.map(\.name) == ["d/m", "d/m#2"])
    }
}
