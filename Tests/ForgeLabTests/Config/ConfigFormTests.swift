import ForgeCore
import Testing

@testable import ForgeLab

@Suite("Configs as forms")
struct ConfigFormTests {
    private static let texts = [
        "name": "demo", "method.name": "cot", "method.shots": "2", "model.name": "m", "dataset.name": "d",
        "dataset.n": "50", "generation.temperature": "0.7", "generation.stop": "\\n\\n\nEND", "tags": "a\nb",
    ]

    @Test
    func `A form becomes YAML with what is filled in and no more`() throws {
        #expect(
            try ConfigForm(texts: Self.texts).yaml() == """
                name: demo
                method:
                  name: cot
                  shots: 2
                model: m
                dataset:
                  name: d
                  n: 50
                generation:
                  temperature: 0.7
                  stop: ["\\n\\n", END]
                tags: [a, b]

                """)
    }

    @Test
    func `YAML becomes the form that it came from`() throws {
        let form = ConfigForm(texts: Self.texts)
        #expect(ConfigForm(yaml: try form.yaml()) == form)
    }

    @Test
    func `Form and loader agree on the values`() throws {
        let loader = ConfigLoader(methods: Methods.schemas)
        let plan = try #require(loader.report(text: try ConfigForm(texts: Self.texts).yaml()).plan)
        let config = try #require(plan.experiments.first)
        #expect(config.generation.stop == ["\n\n", "END"])
        #expect(config.dataset.n == 50)
        #expect(config.method.options["shots"] == 2)
        let again = try #require(loader.report(text: try ConfigForm(config: config).yaml()).plan?.experiments.first)
        #expect(again == config)
    }

    @Test(
        arguments: [
            ("dataset.n", "many"), ("dataset.n", "5: {"), ("generation.temperature", "-1"), ("method.shots", "99"),
            ("seed", "0x1"), ("name", String(repeating: "x", count: 121)), ("method.name", "telepathy"),
            ("generation.overflow", "pour"), ("engine.prefix_cache", "yes"),
        ])
    func `What is wrong in a field is found there, not lost`(_ path: String, _ text: String) throws {
        var texts = Self.texts
        texts[path] = text
        let report = ConfigLoader(methods: Methods.schemas).report(text: try ConfigForm(texts: texts).yaml())
        let paths = report.diagnostics.map(\.path)
        #expect(paths.contains(path) || paths.contains(path.replacing(".name", with: "")), "\(report.diagnostics)")
    }

    @Test(arguments: ["", " ", "\n"])
    func `Blank fields are absent`(_ text: String) {
        #expect(ConfigForm(texts: ["dataset.n": text]).texts.isEmpty)
    }

    @Test
    func `An empty instruction stays an empty instruction`() throws {
        let yaml = "name: a\nmethod: {name: naive, instruction: \"\"}\nmodel: m\ndataset: d\n"
        let form = try #require(ConfigForm(yaml: yaml))
        let config = ConfigLoader(methods: Methods.schemas).report(text: try form.yaml()).plan?.experiments.first
        #expect(config?.method.options["instruction"] == "")
    }

    @Test
    func `A matrix stays when fields are changed`() throws {
        let base = "name: a\nmodel: m\ndataset: d\nmatrix:\n  method: [naive, {name: cot, shots: 2}]\n  seed: [1, 2]\n"
        var form = try #require(ConfigForm(yaml: base))
        #expect(form["method.name"] == nil)
        form.texts["dataset.n"] = "5"
        let plan = ConfigLoader(methods: Methods.schemas).report(text: try form.yaml(keepingMatrixOf: base)).plan
        #expect(plan?.experiments.count == 4)
        #expect(plan?.experiments.allSatisfy { $0.dataset.n == 5 } == true)
    }

    @Test
    func `What is only the default is left out`() {
        let form = ConfigForm(texts: ["method.name": "naive", "seed": "0", "concurrency": "16", "method.shots": "0"])
        #expect(form.withoutDefaults().texts == ["method.name": "naive"])
    }

    @Test(arguments: ["a: [", "- x", "", "just text"])
    func `What is no mapping has no form`(_ yaml: String) {
        #expect(ConfigForm(yaml: yaml) == nil)
    }
}
