import ForgeCore
import ForgeLab
import ForgeRetrieval
import ForgeTesting
import HTTPTypes
import HummingbirdTesting
import Testing

@testable import ForgeWeb

@Suite("Pages of errors and of what went wrong")
struct ErrorPageTests {
    @Test(
        arguments: [
            ("`forge list` shows what there is.", nil, ["/experiments"]),
            ("Run `forge models pull parrot`.", nil, ["/models/parrot"]),
            ("Run `forge datasets pull nq-open --split test`.", nil, ["/datasets/nq-open"]),
            (
                "`forge kb create` makes one; `forge kb list` lists them.", nil,
                ["/new/knowledge-base", "/knowledge-bases"]
            ),
            (
                "`forge bench results` lists them; `forge bench matrix CONFIG` makes one.", nil, ["/benchmarks"]
            ),
            ("Did you mean `facts`?", "Did you mean `facts`?", []),
            (
                "Mend the cause of it first, then `forge resume abc` asks them again.",
                "Mend the cause of it first, then `forge resume abc` asks them again.", ["/experiments/abc"]
            ),
        ] as [(String, String?, [String])])
    func `a remedy of the terminal becomes a link`(_ remedy: String, _ text: String?, _ paths: [String]) {
        let found = PageRemedy(remedy)
        #expect(found.text == text && found.actions.map(\.path) == paths)
    }

    @Test(
        arguments: [
            ("/experiments/none", "/experiments"), ("/models/none", "/models"), ("/datasets/none", "/datasets"),
            ("/knowledge-bases/none", "/knowledge-bases"), ("/votes/000000000000", "/votes"),
            ("/benchmarks/none", "/benchmarks"), ("/nowhere", "/"),
        ])
    func `what is not there leads to the list of what is`(_ path: String, _ list: String) async throws {
        try await WebFixture().test { client in
            let page = try await client.page(path)
            #expect(page.status == .notFound)
            #expect(page.html.contains("<a class=\"button button-secondary button-small\" href=\"\(list)\">"))
            #expect(!page.html.contains("forge ") && !page.html.contains("openapi.json lists"))
        }
    }

    @Test func `a number beyond all bounds in an address ends nothing`() async throws {
        let web = try await WebFixture()
        let fixture = try StoredFixture(count: 3)
        try await fixture.store(in: web.store, recording: [0, 1, 2])
        let (page, most) = ("/experiments/\(fixture.experiment.id)", Int.max)
        try await web.test { client in
            for path in [
                "\(page)?from=\(most)", "\(page)?tab=examples&page=\(most)", "/experiments?page=\(most)",
                "/datasets/capitals?page=\(most)",
            ] {
                let status = try await client.page(path).status
                #expect(status == .ok, "\(path)")
            }
        }
    }

    @Test func `an experiment with failed questions says how many, why, and leads to them`() async throws {
        let web = try await WebFixture()
        let fixture = try StoredFixture(count: 3)
        try await fixture.store(in: web.store, recording: [0, 1])
        var failure = fixture.prediction(2, scores: [:])
        failure.status = .failed
        failure.error = "The prompt is too long."
        try await web.store.record(failure, calls: [])
        let id = fixture.experiment.id
        try await web.store.update(id, ExperimentChange(status: .completed))
        try await web.test { client in
            let html = try await client.page("/experiments/\(id)").html
            #expect(html.contains("1 of 3 questions failed and has no score."))
            #expect(html.contains("The prompt is too long."))
            #expect(html.contains("/experiments/\(id)?tab=examples&amp;outcome=failed"))
        }
    }

    @Test func `the form refuses a base that its method cannot search`() async throws {
        let web = try await WebFixture()
        let bases = KnowledgeBases(home: web.home)
        try await bases.create("empty", KnowledgeBaseSettings())
        let yaml = """
            name: a
            method: {name: rag, knowledge_base: empty, retrieval: bm25}
            model: parrot
            dataset: capitals
            """
        let report = await web.services.experiments.validate(yaml)
        #expect(report.diagnostics.map(\.path) == ["method.retrieval"])
        #expect(report.diagnostics.first?.message.contains("is empty") == true)
        let missing = await web.services.experiments.validate(yaml.replacing("base: empty", with: "base: emty"))
        #expect(missing.diagnostics.first?.suggestion == "empty")
    }
}
