import ForgeCatalogue
import ForgeCore
import Testing

@testable import ForgeLab

@Suite("Configs that look things up")
struct RetrievalConfigTests {
    private static let text = """
        name: demo
        method: {name: rag, knowledge_base: hotpotqa}
        model: smollm2-135m-instruct
        dataset: nq-open
        faithfulness: {nli: minilm-nli}
        metrics: [recall@7, faithfulness.nli]
        matrix:
          method.k: [1, 3]
        """

    private func loader(acceptsPaths: Bool = true) throws -> ConfigLoader {
        ConfigLoader(
            catalogue: try .builtIn(), acceptsPaths: acceptsPaths, knowledgeBases: { ["hotpotqa", "vital"] })
    }

    @Test func `a right one is read, writes itself and reads back`() throws {
        let plan = try loader().load(text: Self.text)
        #expect(plan.experiments.map { $0.method.options["k"] } == [1, 3])
        let config = plan.experiments[0]
        #expect(config.faithfulness?.nli == "minilm-nli")
        let again = try loader().load(text: try ConfigWriter.yaml(config)).experiments[0]
        #expect(again == config)
    }

    @Test func `a config without faithfulness keeps the hash it had`() throws {
        let config = ExperimentConfig(
            name: "a", method: .init(name: "naive"), model: .init(name: "m"), dataset: .init(name: "d"))
        #expect(try !JSON.text(config).contains("faithfulness"))
    }

    @Test(
        arguments: [
            (
                "knowledge_base: hotpotqa", "knowledge_base: hotpotqaa", "there is no knowledge base `hotpotqaa`",
                "hotpotqa"
            ),
            ("minilm-nli", "minilm-nil", "there is no NLI model `minilm-nil`", "minilm-nli"),
            ("minilm-nli", "minilm-reranker", "`minilm-reranker` is of kind reranker, but nli is wanted", nil),
            ("minilm-nli", "/nowhere/x", "`/nowhere/x` is no encoder's folder: it holds no config.json", nil),
            ("knowledge_base: hotpotqa", "k: 5", "`method.knowledge_base` is missing", nil),
            ("recall@7", "recal@7", "there is no metric `recal@7`", nil),
            ("{nli: minilm-nli}", "{model: minilm-nli}", "unknown key `model` in `faithfulness`", nil),
        ] as [(String, String, String, String?)])
    func `what is wrong is said with the nearest name`(
        _ old: String, _ new: String, _ message: String, _ suggestion: String?
    ) throws {
        let findings = try loader().report(text: Self.text.replacing(old, with: new)).diagnostics
        let finding = try #require(findings.first { $0.message.hasPrefix(message) }, "\(findings.map(\.message))")
        if let suggestion { #expect(finding.suggestion == suggestion) }
    }

    @Test func `a request from elsewhere names no folder`() throws {
        let text = Self.text.replacing("minilm-nli", with: "/etc/x")
        let findings = try loader(acceptsPaths: false).report(text: text).diagnostics
        #expect(findings.first?.message.contains("names a folder") == true)
    }

    @Test func `the form has the method's fields and those of faithfulness`() {
        var paths: [String] = []
        ConfigForm.visit(ConfigForm.fields(method: "rag")) { path, _ in paths.append(path) }
        #expect(Set(paths).isSuperset(of: ["method.knowledge_base", "method.k", "faithfulness.nli"]))
    }
}
