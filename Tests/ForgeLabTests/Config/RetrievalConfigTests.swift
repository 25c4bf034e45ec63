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
            catalogue: try .builtIn(), acceptsPaths: acceptsPaths,
            knowledge: [Self.state("hotpotqa"), Self.state("vital")])
    }

    private static func state(
        _ name: String = "hotpotqa", chunks: Int = 1200, embedded: Int = 1200, hasEmbedder: Bool = true
    ) -> KnowledgeState {
        KnowledgeState(name: name, chunks: chunks, embedded: embedded, hasEmbedder: hasEmbedder)
    }

    private func report(_ state: KnowledgeState?, retrieval: String) throws -> ConfigReport {
        var loader = try loader()
        loader.knowledge = state.map { [$0] } ?? []
        return loader.report(text: Self.text.replacing("hotpotqa}", with: "hotpotqa, retrieval: \(retrieval)}"))
    }

    @Test(
        arguments: [
            (state(chunks: 0, embedded: 0), "bm25", "`hotpotqa` is empty", "`forge kb ingest hotpotqa`"),
            (state(embedded: 0, hasEmbedder: false), "dense", "`hotpotqa` has no vectors, which `dense`", "`bm25`"),
            (state(embedded: 0, hasEmbedder: false), "hybrid", "`hotpotqa` has no vectors, which `hybrid`", "`bm25`"),
            (state(embedded: 0, hasEmbedder: false), "reranked", "`hotpotqa` has no vectors", "forge kb create"),
            (state(embedded: 0), "naive", "none of the passages of `hotpotqa` has a vector", "ingest again"),
        ])
    func `a base that the method cannot search is refused at its line, with a remedy`(
        _ state: KnowledgeState, _ retrieval: String, _ message: String, _ remedy: String
    ) throws {
        let findings = try report(state, retrieval: retrieval).diagnostics
        #expect(findings.count == 1)
        let finding = try #require(findings.first)
        #expect(finding.message.hasPrefix(message) && finding.message.contains(remedy))
        #expect(finding.path == "method.retrieval" && finding.line == 2)
    }

    @Test func `a base that is half embedded is warned of, unless it is searched by words`() throws {
        let half = Self.state(embedded: 300)
        let plan = try #require(try report(half, retrieval: "hybrid").plan)
        #expect(plan.warnings.map(\.line) == [2])
        #expect(plan.warnings[0].message.hasPrefix("only 300 of the 1,200 passages of `hotpotqa` have a vector"))
        #expect(try report(half, retrieval: "bm25").plan?.warnings == [])
        #expect(try report(Self.state(embedded: 0, hasEmbedder: false), retrieval: "bm25").plan?.warnings == [])
    }

    @Test func `a base that is not there names those that are, or how to make the first`() throws {
        let missing = try report(Self.state("vital"), retrieval: "bm25").diagnostics
        #expect(missing.first?.allowed == "vital")
        let none = try report(nil, retrieval: "bm25").diagnostics
        #expect(none.first?.allowed?.contains("forge kb create") == true)
    }

    @Test func `dense is read as naive, in configs and in the form`() throws {
        let text = Self.text.replacing("hotpotqa}", with: "hotpotqa, retrieval: dense}")
        #expect(try loader().load(text: text).experiments.map { $0.method.options["retrieval"] } == ["naive", "naive"])
        #expect(ConfigForm(yaml: text)?["method.retrieval"] == "naive")
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
