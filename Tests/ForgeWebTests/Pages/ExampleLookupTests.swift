import ForgeCore
import Foundation
import Testing

@testable import ForgeLab
@testable import ForgeWeb

@Suite("What an example was answered from")
struct ExampleLookupTests {
    private static func passage(_ number: Int, _ title: String, url: String? = nil) -> RetrievedPassage {
        RetrievedPassage(
            chunk: 40 + number, document: "d\(number)", title: title, section: "Lead", url: url, position: number,
            text: "Text <\(number)>", score: 0.9 - Double(number) / 10)
    }

    private static let retrieval = Retrieval(
        query: "Which moon?", method: .hybrid,
        passages: [
            passage(0, "Saturn <b>", url: "https://example.org/s"), passage(1, "Titan", url: "javascript:alert(1)"),
            passage(2, "Long"),
        ],
        steps: [
            RetrievalStep(name: "embed", seconds: 0.002),
            RetrievalStep(
                name: "merge", seconds: 0.001, hits: [RetrievalHit(chunk: 41, title: "Titan", score: 0.03)]),
        ])

    private static let trace = RetrievalTrace(
        knowledgeBase: "space", retrieval: retrieval, k: 3, dropped: [2], contextTokens: 300, contextBudget: 512)

    private static let report = FaithfulnessReport(
        sentences: [
            SentenceSupport(
                sentence: "Titan is <large>.", support: 0.97,
                best: PassageJudgement(passage: 1, title: "Titan", score: 0.95),
                contradiction: PassageJudgement(passage: 0, title: "Saturn <b>", score: 0.02)),
            SentenceSupport(
                sentence: "It is flat.", support: 0.04,
                best: PassageJudgement(passage: 0, title: "Saturn <b>", score: 0.03),
                contradiction: PassageJudgement(passage: 1, title: "Titan", score: 0.88)),
        ], whole: 0.31, windows: 1, cut: .init(answerTokens: 12), judge: "minilm-nli")

    private func html(_ trace: JSONValue) throws -> String {
        let prediction = Prediction(
            experimentID: "0123456789ab", index: 0, sampleID: "s", question: "Which moon?", golds: ["Titan"],
            output: "Titan is <large>. It is flat.", scores: ["hallucination.nli": 0, "contains": 1], trace: trace)
        let content = ExamplePage.Content(
            number: "1", listPath: "/", previous: nil, next: nil, answered: ExampleView(prediction), question: nil,
            calls: [], hasCalls: false)
        return try PageRenderer().fragment(
            Page(title: "Example", section: .experiments, content: content), template: "example")
    }

    private func html() throws -> String {
        try html([
            RetrievalTrace.key: try JSON.decode(from: JSON.data(Self.trace)),
            FaithfulnessReport.key: try JSON.decode(from: JSON.data(Self.report)),
        ])
    }

    @Test func `passages show with score, place and what was dropped`() throws {
        let html = try html()
        #expect(html.contains("id=\"passage-1\"") && html.contains("Saturn &lt;b&gt;") && !html.contains("Saturn <b>"))
        #expect(html.contains("reciprocal ranks 0.9000") && html.contains("› Lead"))
        #expect(html.contains("href=\"/knowledge-bases/space?tab=chunks&amp;document=d1#chunk-41\""))
        #expect(html.contains("2 of 3 passages shown") && html.contains("300 of 512 tokens"))
        #expect(html.contains("1 passage did not fit") && html.contains("passage-dropped"))
        #expect(html.contains("href=\"https://example.org/s\"") && !html.contains("href=\"javascript:"))
        #expect(html.contains("Merge by ranks") && html.contains("1 Titan"))
        #expect(!html.contains("Looked for:"))
    }

    @Test func `each sentence leads to the passage that supports it best and the one most against it`() throws {
        let html = try html()
        let parts = html.components(separatedBy: "<li class=\"sentence ")
        #expect(parts.count == 3)
        #expect(parts[1].hasPrefix("sentence-supported\" id=\"sentence-1\"") && parts[1].contains("✓"))
        #expect(parts[1].contains("Titan is &lt;large&gt;.") && parts[1].contains("0.97"))
        #expect(parts[1].contains("href=\"#passage-2\">passage 2 Titan</a>") && parts[1].contains("0.95"))
        #expect(parts[1].contains("most against it") && !parts[1].contains("contradicted by"))
        #expect(parts[2].hasPrefix("sentence-unsupported\"") && parts[2].contains("not supported"))
        #expect(parts[2].contains("✗ contradicted by") && parts[2].contains("href=\"#passage-2\""))
        #expect(html.contains("href=\"#sentence-2\">✗ contradicts sentence 2</a>"))
        #expect(html.contains("href=\"#sentence-1\">✓ supports sentence 1</a>"))
        #expect(html.contains("✓ counts as faithful") && html.contains("12 tokens of the answer as a whole"))
    }

    @Test func `no hallucination is good`() throws {
        let good = "<span class=\"good\"><span aria-hidden=\"true\">✓</span>"
        #expect(try html(.null).components(separatedBy: good).count == 3)
    }

    @Test func `an example without a lookup shows neither`() throws {
        let html = try html(.null)
        #expect(!html.contains("Retrieved passages") && !html.contains("Faithfulness"))
    }
}
