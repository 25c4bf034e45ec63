import ForgeCore
import ForgeTerminal
import Testing

@Suite("What was looked up, as text")
struct LookupTextTests {
    private static func passage(
        _ chunk: Int, _ title: String, section: String? = nil, score: Double
    ) -> RetrievedPassage {
        RetrievedPassage(
            chunk: chunk, document: "d\(chunk)", title: title, section: section, position: 0, text: "…", score: score)
    }

    private static let trace = RetrievalTrace(
        knowledgeBase: "facts",
        retrieval: Retrieval(
            query: "q", method: .hybrid,
            passages: [passage(7, "Saturn\u{1B}[31m", section: "Rings", score: 0.03252), passage(9, "", score: 0.016)],
            steps: [
                RetrievalStep(name: "embed", seconds: 0.0032),
                RetrievalStep(
                    name: "dense", seconds: 0.0005, hits: [RetrievalHit(chunk: 7, title: "Saturn", score: 0.81234)]),
            ]),
        k: 2, dropped: [1], contextTokens: 612, contextBudget: 1536)

    @Test func `every step has its time and scores, and passages say whether the model saw them`() {
        #expect(
            LookupText(Self.trace).rendered(for: .plain) == """
                Retrieval  hybrid in facts, 1 of 2 passages shown to the model (k = 2), 612 of 1,536 tokens
                  embed  3.20 ms
                  dense  500 µs
                    1. 0.8123  Saturn  (chunk 7)
                  passages
                    1. 0.0325  Saturn[31m › Rings  (chunk 7)
                    2. 0.0160  d9  (chunk 9)  not shown: it did not fit
                """)
    }

    @Test func `each sentence is told with its support, its best passage and what contradicts it`() {
        let report = FaithfulnessReport(
            sentences: [
                SentenceSupport(
                    sentence: "Saturn has rings.", support: 0.95,
                    best: PassageJudgement(passage: 0, title: "Saturn", score: 0.95),
                    contradiction: PassageJudgement(passage: 1, title: "", score: 0.02)),
                SentenceSupport(
                    sentence: "It is small.", support: 0.1, best: nil,
                    contradiction: PassageJudgement(passage: 1, title: "", score: 0.8)),
            ], whole: 0.4, windows: 1, cut: .init(), judge: "nli")
        #expect(
            FaithfulnessText(report).rendered(for: .plain) == """
                Faithfulness  0.53, as a whole 0.40, judged by nli
                  1. ✓ supported 0.95, best by passage 1 Saturn (0.95)
                     Saturn has rings.
                  2. ✗ not supported 0.10, contradicted by passage 2 (0.80)
                     It is small.
                """)
    }
}
