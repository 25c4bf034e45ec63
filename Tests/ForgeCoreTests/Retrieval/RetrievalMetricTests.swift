import ForgeCore
import Testing

@Suite struct RetrievalMetricTests {
    @Test func `nDCG with linear gain has METRICS.md's golden value`() {
        #expect(isClose(RetrievalMeasures.ndcg(gains: [3, 0, 2, 1], ideal: [3, 2, 2, 1], k: 4), 0.7783308717))
        #expect(RetrievalMeasures.ndcg(gains: [3, 2, 2, 1], ideal: [1, 2, 3, 2], k: 4) == 1)
        #expect(RetrievalMeasures.ndcg(gains: [0, 0], ideal: [], k: 2) == nil)
    }

    @Test func `equal scores are ordered by id, the highest first`() {
        #expect(RetrievalMeasures.ranking(["a": 1, "c": 2, "b": 1, "d": 0]) == ["c", "b", "a", "d"])
    }

    @Test(arguments: [(1, 0.0, 0.0), (2, 0.5, 0.5), (3, 0.5, 0.5), (4, 1, 0.5)])
    func `recall grows with k and the reciprocal rank stays with the first`(
        _ k: Int, _ recall: Double, _ reciprocal: Double
    ) {
        let isRelevant = [false, true, false, true]
        #expect(RetrievalMeasures.recall(isRelevant, relevant: 2, k: k) == recall)
        #expect(RetrievalMeasures.reciprocalRank(isRelevant, relevant: 2, k: k) == reciprocal)
        #expect(RetrievalMeasures.recall(isRelevant, relevant: 0, k: k) == nil)
    }

    private let question = Sample(
        id: "1", question: "Who painted it?", answers: ["Ada Byron"],
        supportingFacts: [
            .init(title: "Ada", sentence: 0), .init(title: "Ada", sentence: 2), .init(title: "Oil", sentence: 1),
        ],
        task: .multiHop)

    private func output(
        _ titles: [String], texts: [String] = [], k: Int = 5, dropped: [Int] = []
    ) -> ScorableOutput {
        let passages = titles.enumerated().map { number, title in
            RetrievedPassage(
                chunk: number, document: title, title: title, position: 0,
                text: number < texts.count ? texts[number] : "nothing", score: 1)
        }
        let retrieval = Retrieval(query: "q", method: .dense, passages: passages, steps: [])
        return ScorableOutput(
            raw: "", answer: "x",
            retrieval: RetrievalTrace(
                knowledgeBase: "b", retrieval: retrieval, k: k, dropped: dropped, contextTokens: 0, contextBudget: 1))
    }

    private func score(_ name: String, _ output: ScorableOutput, _ sample: Sample? = nil) throws -> Double? {
        try #require(AnswerMetrics.named(name)).score(output, for: sample ?? question)
    }

    @Test func `the ranking is judged whatever fitted into the prompt, hit@shown by what did`() throws {
        let texts = ["nothing", "It was Ada Byron."]
        let dropped = output(["a", "b"], texts: texts, dropped: [1])
        #expect(try score("hit@5", dropped) == 1 && score("hit@shown", dropped) == 0)
        #expect(try score("hit@shown", output(["a", "b"], texts: texts, dropped: [0])) == 1)
        #expect(try score("hit@shown", ScorableOutput(raw: "", answer: "x")) == nil)
    }

    @Test func `supporting titles are found once each, whatever chunk they are found by`() throws {
        let found = output(["Paint", "ada", "Ada", "Oil", "Brush"])
        #expect(try score("recall@1", found) == 0)
        #expect(try score("recall@3", found) == 0.5)
        #expect(try score("recall@5", found) == 1)
        #expect(try score("mrr@5", found) == 0.5)
        // Gains 0, 1, 0, 1 of an ideal 1, 1: (1/log2 3 + 1/log2 5) / (1 + 1/log2 3).
        #expect(isClose(try score("ndcg@5", found), 0.6509209298))
    }

    @Test func `a measure of more passages than were asked for is nil`() throws {
        let found = output(["Ada", "Oil", "Paint"], k: 3)
        #expect(try score("recall@3", found) == 1)
        #expect(try score("recall@5", found) == nil)
        #expect(try score("recall@5", output(["Ada"], k: 5)) == 0.5)
    }

    @Test func `without evidence or without a lookup there is no score`() throws {
        let plain = Sample(id: "2", question: "?", answers: ["Ada Byron"], task: .openQuestion)
        #expect(try score("recall@5", output(["Ada"]), plain) == nil)
        #expect(try score("recall@5", ScorableOutput(raw: "", answer: "x")) == nil)
        #expect(try score("hit@5", ScorableOutput(raw: "", answer: "x")) == nil)
    }

    @Test(
        arguments: [
            ("It was by ADA  Byron.", "Ada Byron", 1), ("It was by Ada Byrons.", "Ada Byron", 0),
            ("by Ada and Byron", "Ada Byron", 0), ("The Ada-Byron", "Ada Byron", 0), ("x", "yes", nil),
            ("x", "the", nil),
        ] as [(String, String, Double?)])
    func `a hit is the answer's words in the passage's text`(
        _ text: String, _ gold: String, _ expected: Double?
    ) throws {
        let sample = Sample(id: "3", question: "?", answers: [gold], task: .openQuestion)
        #expect(try score("hit@5", output(["t", "u"], texts: ["other", text]), sample) == expected)
        if expected == 1 { #expect(try score("hit@1", output(["t", "u"], texts: ["other", text]), sample) == 0) }
    }

    @Test func `any k has a name, and what is no k has none`() {
        #expect(AnswerMetrics.named("recall@7")?.name == "recall@7")
        for name in ["recall@0", "recall@51", "recall@05", "recall@", "recall", "precision@5", "hit@-1"] {
            #expect(AnswerMetrics.named(name) == nil, "\(name)")
        }
    }
}
