import ForgeTesting
import Testing

@testable import ForgeCore

@Suite struct FaithfulnessTests {
    private func retrieval(_ texts: [String], dropped: [Int] = []) -> RetrievalTrace {
        let passages = texts.enumerated().map { number, text in
            RetrievedPassage(
                chunk: number, document: "d\(number)", title: "", position: 0, text: text, score: Double(-number))
        }
        return RetrievalTrace(
            knowledgeBase: "b", retrieval: Retrieval(query: "q", method: .dense, passages: passages, steps: []),
            k: texts.count, dropped: dropped, contextTokens: 0, contextBudget: 100)
    }

    private func report(
        _ output: String, _ texts: [String], dropped: [Int] = [], judge: FakeJudge = FakeJudge()
    ) async throws -> FaithfulnessReport? {
        try await FaithfulnessScorer(judge: judge)
            .report(answer: output, output: output, retrieval: retrieval(texts, dropped: dropped))
    }

    @Test func `windows overlap, hold every token and end with the text`() {
        let text = (0..<10).map { "w\($0)" }.joined(separator: " ")
        #expect(TextWindows.of(text, size: 10, overlap: 2, meter: WordMeter()) == [text])
        #expect(
            TextWindows.of(text, size: 4, overlap: 1, meter: WordMeter()) == [
                "w0 w1 w2 w3", "w3 w4 w5 w6", "w6 w7 w8 w9",
            ])
        // The last one is as long as the others and shares more.
        #expect(
            TextWindows.of(text, size: 6, overlap: 0, meter: WordMeter()) == ["w0 w1 w2 w3 w4 w5", "w4 w5 w6 w7 w8 w9"])
        #expect(TextWindows.of("  ", size: 4, overlap: 1, meter: WordMeter()) == [])
        #expect(TextWindows.of(text, size: 1, overlap: 9, meter: WordMeter()).count == 10)
    }

    @Test func `each sentence is supported by its best passage, and the mean is the score`() async throws {
        let found = try #require(
            try await report("Paris is big. Rome is small.", ["Paris is big and old", "Rome is small", "Oslo is cold"]))
        #expect(found.sentences.map(\.sentence) == ["Paris is big.", "Rome is small."])
        #expect(found.sentences.map(\.support) == [1, 1])
        #expect(found.sentences.map { $0.best?.passage } == [0, 1])
        #expect(found.mean == 1 && found.whole == 1)
        #expect(found.windows == 1 && found.judge == "fake-judge")
    }

    @Test func `a sentence drawn from two passages is credited, though neither alone entails it`() async throws {
        let found = try #require(try await report("Paris rains", ["Paris shines", "Rome rains"]))
        #expect(found.sentences[0].support == 1)
        #expect(found.sentences[0].best?.score == 0.5)
        #expect(found.sentences[0].best?.passage == 0)
    }

    @Test func `the passage that contradicts most is named`() async throws {
        let found = try #require(try await report("Paris is big", ["Rome is", "Paris is not big", "x"]))
        #expect(found.sentences[0].contradiction?.passage == 1)
        #expect(found.sentences[0].contradiction?.score == 1)
    }

    @Test func `what was not shown is no context`() async throws {
        let found = try #require(try await report("Paris is big", ["Paris is big", "Rome"], dropped: [0]))
        #expect(found.sentences[0].support == 0)
        #expect(found.sentences[0].best?.passage == 1)
        #expect(try await report("Paris is big", ["Paris is big"], dropped: [0]) == nil)
    }

    @Test func `without context or answer nothing is judged and nothing is asked`() async throws {
        let judge = FakeJudge()
        #expect(try await report("Paris", [], judge: judge) == nil)
        #expect(try await report("Paris", [" "], judge: judge) == nil)
        #expect(try await report(" \n ", ["Paris"], judge: judge) == nil)
        let unanswered = try await FaithfulnessScorer(judge: judge)
            .report(answer: nil, output: "mumble", retrieval: retrieval(["Paris"]))
        #expect(unanswered == nil && judge.calls.isEmpty)
    }

    @Test func `no pair is longer than the judge's window, and what was cut is counted`() async throws {
        let judge = FakeJudge(maxTokens: 24)
        let long = (0..<30).map { "s\($0)" }.joined(separator: " ")
        let context = (0..<100).map { "c\($0)" }.joined(separator: " ")
        let found = try #require(try await report("\(long). c99 here.", [context], judge: judge))
        let meter = WordMeter()
        for pair in judge.calls.flatMap(\.self) {
            #expect(meter.tokenRanges(of: pair.premise + " " + pair.hypothesis).count <= 20)
        }
        #expect(found.cut.sentenceTokens == 20)
        #expect(found.cut.answerTokens == 22)
        #expect(found.cut.premiseTokens == 90)
        #expect(found.sentences[1].support == 0.5)
        #expect(found.windows > 5)
        #expect(judge.calls.count == 1)
        #expect(Set(judge.calls[0]).count == judge.calls[0].count)
    }

    @Test(arguments: [(0.49, 1.0), (0.5, 0.0), (1.0, 0.0)])
    func `below one half an answer is a hallucination`(_ support: Double, _ expected: Double) throws {
        let report = FaithfulnessReport(
            sentences: [SentenceSupport(sentence: "s", support: support, best: nil, contradiction: nil)], whole: 0.25,
            windows: 1, cut: .init(sentenceTokens: 0, premiseTokens: 0, answerTokens: 0), judge: "j")
        let output = ScorableOutput(raw: "s", answer: "s", faithfulness: report)
        let sample = Sample(id: "1", question: "?", answers: [], task: .openQuestion)
        #expect(AnswerMetrics.named("hallucination.nli")?.score(output, for: sample) == expected)
        #expect(AnswerMetrics.named("faithfulness.nli")?.score(output, for: sample) == support)
        #expect(AnswerMetrics.named("faithfulness.whole")?.score(output, for: sample) == 0.25)
        #expect(AnswerMetrics.named("hallucination.nli")?.isHigherBetter == false)
    }
}
